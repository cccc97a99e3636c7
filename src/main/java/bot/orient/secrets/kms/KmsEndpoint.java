package bot.orient.secrets.kms;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The unix domain socket a plugin listens on.
 *
 * @param socket absolute, 107 bytes at most
 */
public record KmsEndpoint(Path socket) {

  private static final String SCHEME = "unix://";

  /** {@code sun_path} of unix(7) holds 108 bytes, a closing zero included. */
  private static final int MOST_PATH_BYTES = 107;

  /**
   * Reads {@code unix:///var/run/kms/plugin.sock}, as the API server's encryption configuration has
   * it.
   *
   * @throws IllegalArgumentException saying what it should be; the text is not quoted, for somebody
   *     may have taken it for the place of a key
   */
  public static KmsEndpoint parse(String text) {
    if (!text.startsWith(SCHEME + "/")) {
      throw new IllegalArgumentException(
          "expected the plugin's socket, such as unix:///var/run/kms/plugin.sock; other transports"
              + " are not part of KMS v2");
    }
    String path = text.substring(SCHEME.length());
    if (path.getBytes(StandardCharsets.UTF_8).length > MOST_PATH_BYTES) {
      throw new IllegalArgumentException(
          "the path of a unix socket has 107 bytes at most: mount the plugin's socket at a shorter"
              + " one");
    }
    try {
      return new KmsEndpoint(Path.of(path));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("what follows unix:// is not a path: correct it");
    }
  }

  @Override
  public String toString() {
    return SCHEME + socket;
  }
}
