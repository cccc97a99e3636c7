package bot.orient.secrets.kubernetes;

import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.OperatorProcess;
import bot.orient.secrets.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/** One of several operator processes that elect a leader. */
final class Replica implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Short for a test, long enough for a machine that does other things too. */
  static final Duration LEASE = Duration.ofSeconds(6);

  private static final Pattern STARTED = Pattern.compile("INFO .* started\\n");
  private static final Pattern LEADS = Pattern.compile("this replica leads now");
  private static final Pattern STANDS_BY = Pattern.compile("this replica stands by");

  private final String name;
  private final OperatorProcess process;

  private Replica(String name, OperatorProcess process) {
    this.name = name;
    this.process = process;
  }

  /**
   * Does not wait.
   *
   * @param kubeconfig how it reaches the API server
   * @param namespace it works in, where the Lease is too
   */
  static Replica start(
      String name, Path directory, Path kubeconfig, TestDatabase database, String namespace) {
    return new Replica(
        name,
        OperatorProcess.builder()
            .env("ORIENT_DATABASE_URL", database.jdbcUrl())
            .env("ORIENT_DATABASE_USER", database.username())
            .env("ORIENT_DATABASE_PASSWORD", database.password())
            .env("ORIENT_KEK", InProcessOperator.KEK)
            .env("ORIENT_NAMESPACES", namespace)
            .env("ORIENT_OPERATOR_NAMESPACE", namespace)
            .env("ORIENT_RESTART_SETTLE", "PT0S")
            .env("ORIENT_LEADER_ELECTION", "on")
            .env("ORIENT_POD_NAME", name)
            .env("ORIENT_LEASE_DURATION", LEASE.toString())
            .env("ORIENT_LEASE_RENEW_DEADLINE", "PT4S")
            .env("ORIENT_LEASE_RETRY_PERIOD", "PT0.2S")
            .env("KUBECONFIG", kubeconfig.toString())
            .start(directory.resolve(name + ".log")));
  }

  Replica awaitStarted() {
    process.awaitLog(STARTED, PATIENCE);
    return this;
  }

  Replica awaitLeading() {
    process.awaitLog(LEADS, PATIENCE);
    return this;
  }

  Replica awaitStandingBy() {
    process.awaitLog(STANDS_BY, PATIENCE);
    return this;
  }

  boolean leads() {
    return LEADS.matcher(log()).find();
  }

  int awaitExit() {
    return process.awaitExit(PATIENCE);
  }

  OperatorProcess process() {
    return process;
  }

  String log() {
    return process.log();
  }

  @Override
  public String toString() {
    return name + ":\n" + log();
  }

  @Override
  public void close() {
    process.close();
  }
}
