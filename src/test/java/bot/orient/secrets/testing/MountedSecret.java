package bot.orient.secrets.testing;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A directory as the kubelet mounts a Secret into it: the files are links through {@code ..data},
 * and all of them change at once when that link is exchanged.
 */
public final class MountedSecret {

  private static final String DATA = "..data";

  private final Path directory;
  private int revision;

  public MountedSecret(Path directory) {
    this.directory = directory;
  }

  /** Makes these the only files. */
  public void write(Map<String, String> files) {
    revision++;
    try {
      Path content = Files.createDirectory(directory.resolve("..revision-" + revision));
      for (Map.Entry<String, String> file : files.entrySet()) {
        Files.writeString(content.resolve(file.getKey()), file.getValue());
      }
      Path next = directory.resolve("..data_tmp");
      Files.createSymbolicLink(next, content.getFileName());
      Files.move(next, directory.resolve(DATA), ATOMIC_MOVE, REPLACE_EXISTING);
      linkOnly(files);
    } catch (IOException e) {
      throw new UncheckedIOException("could not exchange the files in " + directory, e);
    }
  }

  private void linkOnly(Map<String, String> files) throws IOException {
    for (String name : files.keySet()) {
      Path link = directory.resolve(name);
      if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
        Files.createSymbolicLink(link, Path.of(DATA, name));
      }
    }
    for (Path link : links()) {
      if (!files.containsKey(link.getFileName().toString())) {
        Files.delete(link);
      }
    }
  }

  private List<Path> links() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(entry -> !entry.getFileName().toString().startsWith("..")).toList();
    }
  }
}
