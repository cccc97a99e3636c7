package bot.orient.secrets.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;

/**
 * Programs compiled from Debian's source package by the script build-debian-control-plane.sh, once
 * per machine.
 */
final class DebianBuild implements BinarySource {
  /** What Debian bookworm has; the script says the same. */
  static final String VERSION = "1.20.2";

  private static final String SCRIPT = "/control-plane/build-debian-control-plane.sh";

  /** How the script marks the lines that are for the user. */
  private static final String STEP = "==> ";

  private static final String ERROR = "error: ";

  private final BinaryCache cache;
  private final Consumer<String> progress;

  DebianBuild(BinaryCache cache, Consumer<String> progress) {
    this.cache = cache;
    this.progress = progress;
  }

  @Override
  public Result find() {
    try {
      return new Found(
          ControlPlaneBinaries.inDirectory(
              cache.publish(VERSION, ControlPlaneBinaries.NAMES, this::build)));
    } catch (IOException e) {
      return new Absent("build from Debian's packages: " + e.getMessage());
    }
  }

  private void build(Path output) throws IOException {
    // Beside the cache and not in /tmp, which may be memory: the build takes 4 GB.
    Path work = cache.root().resolve(".debian-build");
    Directories.delete(work); // left by a process that was killed
    Files.createDirectory(work);
    Path log = cache.root().resolve("debian-build.log");
    LongStep step =
        LongStep.begin(
            progress,
            "Building Kubernetes %s from Debian's packages (six minutes on two cores, once; log: %s)"
                .formatted(VERSION, log));
    try (step) {
      run(unpackScript(work), output, work, log, step);
    } finally {
      Directories.delete(work);
    }
  }

  private static Path unpackScript(Path work) throws IOException {
    Path script = work.resolve("build.sh");
    try (InputStream resource = DebianBuild.class.getResourceAsStream(SCRIPT)) {
      if (resource == null) {
        throw new IOException("the class path lacks " + SCRIPT);
      }
      Files.copy(resource, script, StandardCopyOption.REPLACE_EXISTING);
    }
    return script;
  }

  private static void run(Path script, Path output, Path work, Path log, LongStep step)
      throws IOException {
    Process process =
        new ProcessBuilder("setsid", "bash", script.toString(), output.toString(), work.toString())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    Leash.attachGroup(process.toHandle());
    String error = "see " + log;
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        PrintWriter logWriter =
            new PrintWriter(Files.newBufferedWriter(log, StandardCharsets.UTF_8), true)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        logWriter.println(line);
        if (line.startsWith(STEP)) {
          step.nowDoing(line.substring(STEP.length()));
        } else if (line.startsWith(ERROR)) {
          error = "%s (log: %s)".formatted(line.substring(ERROR.length()), log);
        }
      }
      if (process.waitFor() != 0) {
        throw new IOException(error);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while building", e);
    }
  }
}
