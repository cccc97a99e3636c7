package bot.orient.secrets.crypto;

import java.util.Base64;
import java.util.Objects;
import java.util.UUID;

/**
 * The key of one store that anybody may seal values to. It opens nothing.
 *
 * @param store the store that holds the private key
 * @param id names the key in what is sealed to it
 * @param base64 the X25519 public key (RFC 7748), 32 bytes in base64
 */
public record SealingPublicKey(UUID store, UUID id, String base64) {

  private static final int BYTES = 32;

  /**
   * @throws IllegalArgumentException when the key is not 32 bytes in base64
   */
  public SealingPublicKey {
    Objects.requireNonNull(store, "store");
    Objects.requireNonNull(id, "id");
    if (decoded(base64).length != BYTES) {
      throw new IllegalArgumentException("a public key has 32 bytes in base64");
    }
  }

  static SealingPublicKey of(UUID store, UUID id, byte[] key) {
    return new SealingPublicKey(store, id, Base64.getEncoder().encodeToString(key));
  }

  byte[] bytes() {
    return decoded(base64);
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("a public key has 32 bytes in base64", e);
    }
  }
}
