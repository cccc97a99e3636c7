package bot.orient.secrets.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One file whose content each run of a fuzz test replaces. */
public final class FuzzedFile {

  private final Path file;

  public FuzzedFile(String name) {
    try {
      Path directory = Files.createTempDirectory("orient-fuzz");
      this.file = directory.resolve(name);
      directory.toFile().deleteOnExit();
      file.toFile().deleteOnExit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file, with that in it. */
  public Path with(byte[] content) {
    try {
      return Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
