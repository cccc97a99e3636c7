package bot.orient.secrets.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Keys from the files of a directory, as a mounted Secret or a CSI driver gives them: see {@link
 * KekSet#parse}.
 */
public final class DirectoryKekProvider implements KekProvider {

  /** Where Kubernetes puts a mounted Secret's files; it alone decides on their mode. */
  private static final String KUBERNETES_MOUNT = "..data";

  private static final int MAX_FILE_BYTES = 1024;

  private final Path directory;

  public DirectoryKekProvider(Path directory) {
    this.directory = directory;
  }

  @Override
  public KekSet load() {
    Map<String, byte[]> files = new HashMap<>();
    boolean mount = Files.exists(directory.resolve(KUBERNETES_MOUNT));
    for (Path file : files()) {
      if (!mount) {
        refuseReadableByAll(file);
      }
      files.put(file.getFileName().toString(), content(file));
    }
    return KekSet.parse(files, description());
  }

  @Override
  public String description() {
    return "directory " + directory;
  }

  private List<Path> files() {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(entry -> !entry.getFileName().toString().startsWith("."))
          .filter(Files::isRegularFile)
          .toList();
    } catch (IOException e) {
      throw new KekUnavailableException(
          "the key-encryption key directory "
              + directory
              + " cannot be read: mount it and let the operator's user read it",
          e);
    }
  }

  private static void refuseReadableByAll(Path file) {
    try {
      if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
        throw new KekUnavailableException(
            "key-encryption key file " + file + " is readable by everybody: run 'chmod o-r' on it");
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static byte[] content(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(MAX_FILE_BYTES + 1);
      if (content.length > MAX_FILE_BYTES) {
        throw new KekUnavailableException(
            "key-encryption key file "
                + file
                + " is longer than 1024 bytes: it must hold 32 bytes, raw or as base64 or hex");
      }
      return content;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static KekUnavailableException unreadable(Path file, IOException cause) {
    return new KekUnavailableException(
        "key-encryption key file " + file + " cannot be read: let the operator's user read it",
        cause);
  }
}
