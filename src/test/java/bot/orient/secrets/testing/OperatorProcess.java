package bot.orient.secrets.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** The operator in a JVM of its own, which can be stopped, frozen and killed. */
public final class OperatorProcess implements AutoCloseable {
  private static final String MAIN = "bot.orient.secrets.Main";
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);
  private static final List<String> INHERITED = List.of("PATH", "HOME", "JAVA_HOME", "TMPDIR");

  private final ServerProcess process;

  private OperatorProcess(ServerProcess process) {
    this.process = process;
  }

  /** Starts nothing yet; see {@link Builder#start}. */
  public static Builder builder() {
    return new Builder();
  }

  /** How to start the operator. */
  public static final class Builder {
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> jvmFlags =
        new ArrayList<>(
            List.of(
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                // The log as users see it, not as tests do.
                "-Dlogback.configurationFile=logback.xml"));
    private final List<String> arguments = new ArrayList<>();
    private String mainClass = MAIN;
    private List<String> launcher = List.of();

    private Builder() {
      // Several operators run at once, and there is one default for each port.
      environment.put("ORIENT_ADMIN_PORT", "off");
      environment.put("ORIENT_MONITORING_PORT", "off");
      for (String name : INHERITED) {
        if (System.getenv(name) != null) {
          environment.put(name, System.getenv(name));
        }
      }
    }

    /**
     * The operator sees these variables and of ours only PATH, HOME, JAVA_HOME and TMPDIR. It
     * serves no admin API, no probes and no metrics unless they say where.
     */
    public Builder env(String name, String value) {
      environment.put(name, value);
      return this;
    }

    public Builder env(Map<String, String> variables) {
      environment.putAll(variables);
      return this;
    }

    public Builder jvmFlag(String flag) {
      jvmFlags.add(flag);
      return this;
    }

    public Builder argument(String argument) {
      arguments.add(argument);
      return this;
    }

    public Builder mainClass(String className) {
      mainClass = className;
      return this;
    }

    /** What is run instead of Java with the class path of the tests. */
    public Builder launcher(List<String> command) {
      launcher = command;
      return this;
    }

    /**
     * Starts and does not wait; see {@link OperatorProcess#awaitLog}.
     *
     * @param log gets standard output and error, appended
     */
    public OperatorProcess start(Path log) {
      List<String> command = new ArrayList<>(launcher);
      if (launcher.isEmpty()) {
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmFlags);
        command.addAll(List.of("-cp", classPath(), mainClass));
      }
      command.addAll(arguments);
      return new OperatorProcess(ServerProcess.start("the operator", command, environment, log));
    }

    /** Surefire may hide the real class path behind a jar that has only a manifest. */
    public static String classPath() {
      return Objects.requireNonNullElseGet(
          System.getProperty("surefire.test.class.path"),
          () -> System.getProperty("java.class.path"));
    }
  }

  /**
   * Waits until a line of the log matches.
   *
   * @throws IllegalStateException with the end of the log, if the operator ends or the time is up
   */
  public void awaitLog(Pattern pattern, Duration patience) {
    process.awaitReady(() -> pattern.matcher(process.log()).find(), patience);
  }

  /** Everything the operator printed so far. */
  public String log() {
    return process.log();
  }

  /** Freezes the operator, as a long garbage collection or a stalled node would: SIGSTOP. */
  public void pause() {
    process.signal("STOP");
  }

  /** Continues a frozen operator: SIGCONT. */
  public void resume() {
    process.signal("CONT");
  }

  /** Ends the operator without giving it a chance to clean up: SIGKILL. */
  public void kill9() {
    process.kill();
  }

  /** Asks the operator to end as Kubernetes does, and does not wait: SIGTERM. */
  public void terminate() {
    process.signal("TERM");
  }

  /**
   * Ends the operator as Kubernetes does, and waits: SIGTERM.
   *
   * @throws IllegalStateException with the end of the log, if it does not end within 30 s
   */
  public void stop() {
    process.terminate(STOP_PATIENCE);
  }

  /**
   * Waits until the operator ends.
   *
   * @return its exit code: 128 and the number of the signal that ended it, such as 143 for SIGTERM
   * @throws IllegalStateException with the end of the log, if it still runs when the time is up
   */
  public int awaitExit(Duration patience) {
    return process.awaitEnd(patience);
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.kill();
  }
}
