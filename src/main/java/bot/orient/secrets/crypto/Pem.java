package bot.orient.secrets.crypto;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/** Keys as text (RFC 7468). */
final class Pem {

  static final String PRIVATE_KEY = "PRIVATE KEY";
  static final String RSA_PRIVATE_KEY = "RSA PRIVATE KEY";
  static final String EC_PRIVATE_KEY = "EC PRIVATE KEY";
  static final String OPENSSH_PRIVATE_KEY = "OPENSSH PRIVATE KEY";
  static final String PUBLIC_KEY = "PUBLIC KEY";

  private Pem() {}

  static SecretBytes write(String type, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PemWriter writer = new PemWriter(new OutputStreamWriter(out, StandardCharsets.US_ASCII))) {
      writer.writeObject(new PemObject(type, content));
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot be written to", e);
    }
    // Lines end as everywhere on Linux, whatever this machine has.
    return SecretBytes.owning(
        out.toString(StandardCharsets.US_ASCII)
            .replace("\r\n", "\n")
            .getBytes(StandardCharsets.US_ASCII));
  }

  /** The first block, without headers; nothing when there is none. */
  static Optional<PemObject> read(SecretBytes text) {
    try (PemReader reader =
        new PemReader(
            new InputStreamReader(
                new ByteArrayInputStream(text.array()), StandardCharsets.US_ASCII))) {
      return Optional.ofNullable(reader.readPemObject())
          .filter(found -> found.getHeaders().isEmpty());
    } catch (IOException | RuntimeException e) {
      // What it says may quote the text.
      return Optional.empty();
    }
  }
}
