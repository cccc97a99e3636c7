package bot.orient.secrets.crypto;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Where a ciphertext belongs. It opens there and nowhere else: not in another store, scope, secret
 * or version.
 *
 * <p>Encoded with the length before each field, so that no two contexts run together into one.
 */
public final class EncryptionContext {

  private final byte[] encoded;

  private EncryptionContext(Object... fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Object field : fields) {
      byte[] bytes = bytes(field);
      out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      out.writeBytes(bytes);
    }
    this.encoded = out.toByteArray();
  }

  /** The value of one version of one secret. */
  public static EncryptionContext secretValue(
      UUID store, String scope, UUID secret, String key, long version) {
    return new EncryptionContext("orient/secret", store, scope, secret, key, version, "value");
  }

  /** A seed that is wrapped by a key-encryption key. */
  static EncryptionContext seed(UUID store, SeedLabel label, String kekId) {
    return new EncryptionContext(
        "orient/seed",
        label.purpose().name(),
        store,
        label.scope(),
        label.id(),
        (long) label.generation(),
        kekId);
  }

  byte[] encoded() {
    return encoded;
  }

  private static byte[] bytes(Object field) {
    if (field instanceof UUID uuid) {
      return KeyId.of(uuid).bytes();
    }
    if (field instanceof Long number) {
      return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }
    return ((String) field).getBytes(StandardCharsets.UTF_8);
  }
}
