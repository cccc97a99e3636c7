package bot.orient.secrets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One file whose content each run of a fuzz test replaces. */
final class FuzzedFile {

  private final Path file;

  FuzzedFile(String name) {
    try {
      Path directory = Files.createTempDirectory("orient-fuzz");
      this.file = directory.resolve(name);
      directory.toFile().deleteOnExit();
      file.toFile().deleteOnExit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path with(byte[] content) {
    try {
      return Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
