package bot.orient.secrets.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A child process that runs until it is told to end, with its output in a log file. */
final class ServerProcess {
  private static final int TAIL_LINES = 20;

  private final String name;
  private final Path log;
  private final Process process;

  private ServerProcess(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /** Starts with the environment of this JVM. */
  static ServerProcess start(String name, List<String> command, Path log) {
    return start(name, new ProcessBuilder(command), log);
  }

  /** Starts with exactly this environment. */
  static ServerProcess start(
      String name, List<String> command, Map<String, String> environment, Path log) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return start(name, builder, log);
  }

  private static ServerProcess start(String name, ProcessBuilder builder, Path log) {
    try {
      Process process =
          builder
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      Leash.attach(process.toHandle());
      return new ServerProcess(name, log, process);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "could not start " + name + " (" + builder.command().get(0) + ")", e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** Polls until ready. Fails with the end of the log when the process ends or the time is up. */
  void awaitReady(BooleanSupplier ready, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!ready.getAsBoolean()) {
      if (!process.isAlive()) {
        throw new IllegalStateException(
            "%s ended with exit code %d. %s".formatted(name, process.exitValue(), endOfLog()));
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%s was not ready after %d s. %s".formatted(name, patience.toSeconds(), endOfLog()));
      }
      pauseBriefly();
    }
  }

  /** Asks the process to end and waits for it: SIGTERM. */
  void terminate(Duration patience) {
    process.destroy();
    if (!ended(patience)) {
      kill();
      throw new IllegalStateException(
          "%s did not end within %d s of SIGTERM. %s"
              .formatted(name, patience.toSeconds(), endOfLog()));
    }
  }

  /** Ends the process at once and waits until it is gone: SIGKILL. */
  void kill() {
    process.destroyForcibly();
    if (!ended(Duration.ofSeconds(30))) {
      throw new IllegalStateException(name + " (process " + pid() + ") survived SIGKILL");
    }
  }

  /** Waits until the process ends by itself; answers its exit code. */
  int awaitEnd(Duration patience) {
    if (!ended(patience)) {
      throw new IllegalStateException(
          "%s still runs after %d s. %s".formatted(name, patience.toSeconds(), endOfLog()));
    }
    return process.exitValue();
  }

  void signal(String signal) {
    Command.run(List.of("kill", "-" + signal, Long.toString(pid()))).orThrow();
  }

  String log() {
    try {
      return Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String endOfLog() {
    List<String> lines = log().lines().toList();
    return "The end of its log (%s):%n%s"
        .formatted(
            log,
            String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size())));
  }

  private boolean ended(Duration patience) {
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void pauseBriefly() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a server", e);
    }
  }
}
