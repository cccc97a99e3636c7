package bot.orient.secrets.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Programs kept between runs, one directory per version and platform. A directory appears whole or
 * not at all, and is filled by one process at a time.
 */
final class BinaryCache {
  /** Fills an empty directory with programs. */
  @FunctionalInterface
  interface Filling {
    void fill(Path directory) throws IOException;
  }

  /** File locks are per process; this one is for the threads of this JVM. */
  private static final Object THREADS = new Object();

  private final Path root;
  private final Platform platform;
  private final Consumer<String> progress;

  BinaryCache(Path root, Platform platform, Consumer<String> progress) {
    this.root = root;
    this.platform = platform;
    this.progress = progress;
  }

  /** ${XDG_CACHE_HOME:-~/.cache}/orient-secrets-operator/control-plane */
  static BinaryCache ofUser(
      Map<String, String> environment, Platform platform, Consumer<String> progress) {
    Path caches =
        Optional.ofNullable(environment.get("XDG_CACHE_HOME"))
            .filter(home -> !home.isBlank())
            .map(Path::of)
            .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
    return new BinaryCache(
        caches.resolve("orient-secrets-operator").resolve("control-plane"), platform, progress);
  }

  Path root() {
    return root;
  }

  /** The directory of that name, if it has all the programs. */
  Optional<Path> find(String name, List<String> programs) {
    return Optional.of(directory(name)).filter(directory -> has(directory, programs));
  }

  /**
   * Returns the directory of that name, filling it first if it lacks a program. Waits while another
   * process fills it.
   *
   * @throws IOException if filling fails or leaves a program out; the cache is then as before
   */
  Path publish(String name, List<String> programs, Filling filling) throws IOException {
    synchronized (THREADS) {
      Files.createDirectories(root);
      try (FileChannel lockFile =
          FileChannel.open(
              beside(name, "lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        FileLock lock = lock(lockFile, name);
        try (lock) {
          return publishLocked(name, programs, filling);
        }
      }
    }
  }

  private Path publishLocked(String name, List<String> programs, Filling filling)
      throws IOException {
    Path published = directory(name);
    if (has(published, programs)) {
      return published;
    }
    Path partial = beside(name, "partial");
    Directories.delete(partial); // left by a process that was killed
    Files.createDirectory(partial);
    try {
      filling.fill(partial);
      if (!has(partial, programs)) {
        throw new IOException("the result lacks one of " + programs);
      }
      Directories.delete(published);
      return Files.move(partial, published, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Directories.delete(partial);
    }
  }

  private FileLock lock(FileChannel lockFile, String name) throws IOException {
    FileLock free = lockFile.tryLock();
    if (free != null) {
      return free;
    }
    LongStep step = LongStep.begin(progress, "Waiting for another process to finish " + name);
    try (step) {
      return lockFile.lock();
    }
  }

  private static boolean has(Path directory, List<String> programs) {
    return programs.stream().map(directory::resolve).allMatch(Files::isExecutable);
  }

  private Path directory(String name) {
    return root.resolve(name + "-" + platform);
  }

  private Path beside(String name, String suffix) {
    return root.resolve("." + name + "-" + platform + "." + suffix);
  }
}
