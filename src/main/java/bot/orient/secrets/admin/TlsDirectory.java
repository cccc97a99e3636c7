package bot.orient.secrets.admin;

import bot.orient.secrets.crypto.PemIdentity;
import bot.orient.secrets.crypto.TlsIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Certificate and key in a directory, as a mounted Secret of type kubernetes.io/tls. */
record TlsDirectory(Path path) {

  /**
   * Reads them as they are now.
   *
   * @throws IllegalArgumentException naming the file and what is wrong with it
   */
  TlsIdentity read() {
    byte[] key = bytes("tls.key");
    try {
      return PemIdentity.read(bytes("tls.crt"), key);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private byte[] bytes(String file) {
    try {
      return Files.readAllBytes(path.resolve(file));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          path + ": cannot read " + file + "; mount a Secret of type kubernetes.io/tls there", e);
    }
  }
}
