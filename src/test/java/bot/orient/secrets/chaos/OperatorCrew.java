package bot.orient.secrets.chaos;

import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.OperatorProcess;
import bot.orient.secrets.testing.clock.ProcessClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Operators that elect a leader, and what starts them again as Kubernetes does. */
final class OperatorCrew implements AutoCloseable {

  /** After SIGKILL, when leadership was lost, and when it could not start. */
  private static final Set<Integer> EXPECTED_EXITS = Set.of(137, 75, 1);

  private final Path directory;
  private final Map<String, String> environment;
  private final Invariants invariants;
  private final Chronicle chronicle;
  private final List<Path> kubeconfigs;
  private final OperatorProcess[] processes;
  private final Path[] logs;
  private final List<ProcessClock> clocks;
  private final List<Path> ended = new ArrayList<>();
  private final ScheduledExecutorService supervisor =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "chaos-supervisor");
            thread.setDaemon(true);
            return thread;
          });
  private int starts;

  /**
   * @param kubeconfigs one for each operator
   */
  OperatorCrew(
      Path directory,
      List<Path> kubeconfigs,
      Map<String, String> environment,
      Invariants invariants,
      Chronicle chronicle) {
    this.directory = directory;
    this.kubeconfigs = List.copyOf(kubeconfigs);
    this.processes = new OperatorProcess[kubeconfigs.size()];
    this.logs = new Path[kubeconfigs.size()];
    this.environment = environment;
    this.invariants = invariants;
    this.chronicle = chronicle;
    this.clocks = IntStream.range(0, size()).mapToObj(slot -> ProcessClock.in(directory)).toList();
  }

  int size() {
    return kubeconfigs.size();
  }

  void start() {
    for (int slot = 0; slot < size(); slot++) {
      launch(slot);
    }
    supervisor.scheduleWithFixedDelay(this::startEndedOnesAgain, 500, 500, TimeUnit.MILLISECONDS);
  }

  private void launch(int slot) {
    starts++;
    logs[slot] = directory.resolve("operator-%d-%04d.log".formatted(slot, starts));
    processes[slot] =
        OperatorProcess.builder()
            .env(environment)
            .env("KUBECONFIG", kubeconfigs.get(slot).toString())
            .env("ORIENT_DATABASE_PASSWORD", "postgres")
            .env("ORIENT_KEK", InProcessOperator.KEK)
            .env("ORIENT_RESTART_SETTLE", "PT1S")
            .env("ORIENT_LEADER_ELECTION", "on")
            .env("ORIENT_POD_NAME", "operator-" + slot)
            .env("ORIENT_LEASE_DURATION", "PT6S")
            .env("ORIENT_LEASE_RENEW_DEADLINE", "PT4S")
            .env("ORIENT_LEASE_RETRY_PERIOD", "PT0.5S")
            .env("ORIENT_LOG_LEVEL", "DEBUG")
            .jvmFlag(clocks.get(slot).jvmFlag())
            .start(logs[slot]);
  }

  private synchronized void startEndedOnesAgain() {
    for (int slot = 0; slot < size(); slot++) {
      if (!processes[slot].isAlive()) {
        int exit = processes[slot].awaitExit(Duration.ofSeconds(1));
        chronicle.tell("operator %d ended with %d".formatted(slot, exit));
        if (!EXPECTED_EXITS.contains(exit)) {
          chronicle.violation(
              "operator %d ended with %d, see %s".formatted(slot, exit, logs[slot]));
        }
        ended.add(logs[slot]);
        launch(slot);
      }
    }
  }

  synchronized void kill9(int slot) {
    processes[slot].kill9();
  }

  synchronized void freeze(int slot) {
    if (processes[slot].isAlive()) {
      processes[slot].pause();
    }
  }

  synchronized void thaw(int slot) {
    if (processes[slot].isAlive()) {
      processes[slot].resume();
    }
  }

  /** Of the machine: an operator that is started again goes by it, too. */
  void moveClock(int slot, Duration ahead) {
    clocks.get(slot).move(ahead);
  }

  /** How often one was started. */
  synchronized int starts() {
    return starts;
  }

  /** Objects to what no log may say; logs of operators that ended well are removed. */
  synchronized void examineLogs() {
    for (OperatorProcess process : processes) {
      examine("the log of a running operator", process.log());
    }
    for (Path log : ended) {
      boolean well = examine(log.toString(), read(log));
      if (well && chronicle.violations().isEmpty()) {
        delete(log);
      }
    }
    ended.clear();
  }

  private boolean examine(String name, String log) {
    List<String> wrong = invariants.wrongInLog(name, log);
    wrong.forEach(chronicle::violation);
    return wrong.isEmpty();
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path log) {
    try {
      Files.deleteIfExists(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    supervisor.shutdownNow();
    synchronized (this) {
      for (OperatorProcess process : processes) {
        if (process != null) {
          process.close();
        }
      }
    }
  }
}
