package bot.orient.secrets.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** {@code orientctl} as its user has it: a process with arguments, pipes and an environment. */
public final class OrientCtlProcess {

  private final Map<String, String> environment;
  private final List<String> options;

  private OrientCtlProcess(Map<String, String> environment, List<String> options) {
    this.environment = environment;
    this.options = options;
  }

  /** Sees no variable of ours. */
  public static OrientCtlProcess create() {
    return new OrientCtlProcess(Map.of("PATH", System.getenv("PATH")), List.of());
  }

  /** With options that every command gets. */
  public OrientCtlProcess with(String... more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of(more));
    return new OrientCtlProcess(environment, all);
  }

  /** With a variable. */
  public OrientCtlProcess env(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.put(name, value);
    return new OrientCtlProcess(all, options);
  }

  /**
   * What a command left behind.
   *
   * @param seenByOthers its command line as /proc shows it, taken before it got its input
   */
  public record Outcome(int exit, String stdout, String stderr, String seenByOthers) {}

  public Outcome run(String... arguments) {
    return runWith("", arguments);
  }

  /** Pipes the input in. */
  public Outcome runWith(String stdin, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                OperatorProcess.Builder.classPath(),
                "bot.orient.secrets.cli.client.OrientCtl"));
    command.addAll(List.of(arguments));
    command.addAll(options);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      CompletableFuture<String> out =
          CompletableFuture.supplyAsync(() -> Command.readAll(process.getInputStream()));
      CompletableFuture<String> err =
          CompletableFuture.supplyAsync(() -> Command.readAll(process.getErrorStream()));
      String seen = commandLine(process.pid());
      Command.writeAll(process.getOutputStream(), stdin);
      return new Outcome(process.waitFor(), out.join(), err.join(), seen);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run orientctl", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running orientctl", e);
    }
  }

  /** Empty where there is no /proc. */
  private static String commandLine(long pid) throws IOException {
    Path file = Path.of("/proc", Long.toString(pid), "cmdline");
    return Files.isReadable(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
  }
}
