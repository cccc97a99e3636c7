package bot.orient.secrets.chaos;

import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.FakeKubelet;
import bot.orient.secrets.testing.OperatorAccount;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rounds of faults and work; after each all must be as the model says, within a bound. */
final class ChaosRun implements AutoCloseable {

  private static final int NAMESPACES = 4;
  private static final int ROUND_MILLIS = 20_000;
  private static final Duration BOUND = Duration.ofSeconds(90);

  /** Longer than the longest settle window: what is to restart needlessly has begun by then. */
  private static final long QUIET_MILLIS = 4_000;

  private final long seed;
  private final KubernetesClient client;

  /** For those that look or try again themselves. */
  private final KubernetesClient impatient;

  private final List<TestNamespace> namespaces = new ArrayList<>();
  private final TestNamespace operatorNamespace;
  private final Chronicle chronicle = new Chronicle();
  private final Values values = new Values();
  private final Model model = new Model();
  private final LeakHunt hunt = new LeakHunt(values, chronicle);
  private final ChaosDatabase database;
  private final WrittenStore store;
  private final ApiServerProxy proxy;
  private final OperatorCrew operators;
  private final FaultPlan faults;
  private final FakeKubelet kubelet;
  private final SecretWitness secrets;
  private final Convergence convergence;
  private final World world;
  private final Author author;
  private int round;

  private ChaosRun(long seed, ControlPlane controlPlane, KubernetesClient client, Path directory) {
    this.seed = seed;
    this.client = client;
    impatient = withoutRetries(client.getConfiguration());
    database = new ChaosDatabase(newDirectory(directory.resolve("standby")));
    store = new WrittenStore(database.database());
    for (int i = 0; i < NAMESPACES; i++) {
      namespaces.add(TestNamespace.create(client));
    }
    operatorNamespace = TestNamespace.create(client);
    Path kubeconfig = OperatorAccount.kubeconfig(controlPlane, operatorNamespace.name());
    proxy =
        ApiServerProxy.start(
            client.getConfiguration().getMasterUrl(),
            Path.of(client.getConfiguration().getCaCertFile()),
            hunt);
    operators =
        new OperatorCrew(
            directory,
            Map.of(
                "KUBECONFIG",
                proxy.kubeconfig(kubeconfig, directory.resolve("kubeconfig")).toString(),
                "ORIENT_DATABASE_URL",
                database.operatorUrl(),
                "ORIENT_DATABASE_USER",
                database.database().username(),
                "ORIENT_OPERATOR_NAMESPACE",
                operatorNamespace.name(),
                "ORIENT_NAMESPACES",
                namespaces.stream().map(TestNamespace::name).collect(Collectors.joining(","))),
            values,
            chronicle);
    faults = new FaultPlan(controlPlane, proxy, database, operators, chronicle);
    PodWitness pods = new PodWitness(client);
    String[] names = namespaces.stream().map(TestNamespace::name).toArray(String[]::new);
    kubelet = FakeKubelet.start(client, names);
    kubelet.onStart(pods);
    secrets = new SecretWitness(client, List.of(names), model, values, chronicle);
    convergence = new Convergence(impatient, model, values, secrets, pods);
    world = World.in(namespaces);
    author = new Author(impatient, store, model, values, chronicle, world);
  }

  /**
   * Starts everything, and waits until it has converged for the first time.
   *
   * @param directory for logs
   */
  static ChaosRun start(
      long seed, ControlPlane controlPlane, KubernetesClient client, Path directory) {
    ChaosRun run = new ChaosRun(seed, controlPlane, client, directory);
    try {
      run.setUp();
      return run;
    } catch (RuntimeException | Error e) {
      run.close();
      throw e;
    }
  }

  private static KubernetesClient withoutRetries(Config config) {
    return new KubernetesClientBuilder()
        .withConfig(new ConfigBuilder(config).withRequestRetryBackoffLimit(0).build())
        .build();
  }

  private static Path newDirectory(Path directory) {
    try {
      return Files.createDirectory(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void setUp() {
    operators.start();
    author.setUp(world);
    converge();
    convergence.takeRollouts();
    model.converge();
    author.takeWrites();
  }

  /**
   * One round.
   *
   * @return what was injected and seen, in one line
   * @throws ChaosFailure with all that was done, when something was as it must never be
   */
  String next() {
    round++;
    chronicle.tell("round " + round);
    Runnable lastFault = faults.begin(seed + round, ROUND_MILLIS);
    try {
      author.work(new Random(seed + round), ROUND_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    lastFault.run();
    chronicle.tell("the faults have ended");
    long ended = System.nanoTime();
    converge();
    Duration took = Duration.ofNanos(System.nanoTime() - ended);
    chronicle.tell("converged");
    int rollouts = examine();
    failOnViolations();
    return "round %d: %d writes, %d rollouts, converged after %.1f s, %d operator starts so far; %s; requests %s"
        .formatted(
            round,
            author.takeWrites(),
            rollouts,
            took.toMillis() / 1000.0,
            operators.starts(),
            String.join(", ", chronicle.takeFaults()),
            proxy.faults().takeDealt());
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
      return convergence.missing();
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
    sleep(QUIET_MILLIS);
    missing().forEach(what -> chronicle.violation("not any more: " + what));
    Map<String, Integer> rollouts = convergence.takeRollouts();
    model
        .deployments()
        .forEach(
            plan -> {
              int found = rollouts.get(plan.address());
              int reasons = model.changes(plan);
              if (found > reasons) {
                chronicle.violation(
                    "Deployment %s was rolled out %d times for %d changes"
                        .formatted(plan.address(), found, reasons));
              }
            });
    model.converge();
    examineStore();
    operators.examineLogs();
    hunt.search(
        client, Stream.concat(namespaces.stream(), Stream.of(operatorNamespace)).toList(), model);
    return rollouts.values().stream().mapToInt(Integer::intValue).sum();
  }

  private void examineStore() {
    try {
      store.auditGaps().forEach(gap -> chronicle.violation("audit: " + gap));
    } catch (SQLException e) {
      throw new IllegalStateException("cannot read the audit trail", e);
    }
    var report = store.verify();
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
    faults.close();
    operators.close();
    secrets.close();
    kubelet.close();
    proxy.close();
    store.close();
    database.close();
    impatient.close();
    Stream.concat(namespaces.stream(), Stream.of(operatorNamespace))
        .forEach(namespace -> client.namespaces().withName(namespace.name()).delete());
  }
}
