package bot.orient.secrets.chaos;

import bot.orient.secrets.store.VerificationReport;
import bot.orient.secrets.testing.ControlPlane;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Rounds of faults and work; after each all must be as the model says, within a bound. */
final class ChaosRun implements AutoCloseable {

  private static final int ROUND_MILLIS = 20_000;

  /** Generous for a busy machine, and far below the resync, which must not be what heals. */
  private static final Duration BOUND = Duration.ofMinutes(3);

  /** Longer than the longest settle window: what is to restart needlessly has begun by then. */
  private static final long QUIET_MILLIS = 4_000;

  private final long seed;
  private final ChaosStage stage;
  private final Chronicle chronicle;
  private int round;

  private ChaosRun(long seed, ChaosStage stage) {
    this.seed = seed;
    this.stage = stage;
    this.chronicle = stage.chronicle;
  }

  /**
   * Starts everything, and waits until it has converged for the first time.
   *
   * @param directory for logs
   */
  static ChaosRun start(
      long seed, ControlPlane controlPlane, KubernetesClient client, Path directory) {
    ChaosRun run = new ChaosRun(seed, new ChaosStage(controlPlane, client, directory));
    try {
      run.setUp();
      return run;
    } catch (RuntimeException | Error e) {
      run.close();
      throw e;
    }
  }

  private void setUp() {
    stage.operators.start();
    stage.author.setUp(stage.world);
    converge();
    stage.convergence.takeRollouts();
    stage.model.converge();
    stage.author.takeWrites();
  }

  /**
   * One round; returns when all is as specified.
   *
   * @throws ChaosFailure with all that was done, when something was as it must never be
   */
  ChaosRound next() {
    round++;
    chronicle.tell("round " + round);
    Runnable lastFault = stage.faults.begin(seed + round, ROUND_MILLIS);
    try {
      stage.author.work(new Random(seed + round), ROUND_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    lastFault.run();
    chronicle.tell("the faults have ended");
    long ended = System.nanoTime();
    converge();
    Duration convergence = Duration.ofNanos(System.nanoTime() - ended);
    chronicle.tell("converged");
    sleep(QUIET_MILLIS);
    int rollouts = examine();
    failOnViolations();
    return new ChaosRound(
        round,
        stage.author.takeWrites(),
        rollouts,
        convergence,
        stage.operators.starts(),
        chronicle.takeFaults(),
        stage.proxy.faults().takeDealt());
  }

  private void converge() {
    long deadline = System.nanoTime() + BOUND.toNanos();
    List<String> missing = missing();
    while (!missing.isEmpty()) {
      failOnViolations();
      if (System.nanoTime() > deadline) {
        missing.forEach(chronicle::violation);
        failOnViolations();
      }
      sleep(500);
      missing = missing();
    }
  }

  private List<String> missing() {
    try {
      return stage.convergence.missing();
    } catch (KubernetesClientException e) {
      return List.of("the API server does not answer: " + e.getMessage());
    }
  }

  private static void sleep(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** All that can be asked only when nothing happens; tells how many rollouts there were. */
  private int examine() {
    missing().forEach(what -> chronicle.violation("not any more: " + what));
    int rollouts = examineRollouts();
    stage.model.converge();
    examineStore();
    stage.operators.examineLogs();
    stage.hunt.search(stage.client, stage.namespaces, stage.model);
    return rollouts;
  }

  private int examineRollouts() {
    Map<String, Integer> rollouts = stage.convergence.takeRollouts();
    stage.invariants.needlessRestarts(rollouts).forEach(chronicle::violation);
    return rollouts.values().stream().mapToInt(Integer::intValue).sum();
  }

  private void examineStore() {
    try {
      stage.store.auditGaps().forEach(gap -> chronicle.violation("audit: " + gap));
    } catch (SQLException e) {
      throw new IllegalStateException("cannot read the audit trail", e);
    }
    VerificationReport report = stage.store.verify();
    if (!report.isClean()) {
      chronicle.violation(report.toText());
    }
  }

  private void failOnViolations() {
    if (!chronicle.violations().isEmpty()) {
      throw new ChaosFailure(seed, round, chronicle);
    }
  }

  @Override
  public void close() {
    stage.close();
  }
}
