package bot.orient.secrets.crypto;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;

/**
 * Seals values to a store's public key: HPKE (RFC 9180), base mode, with DHKEM(X25519,
 * HKDF-SHA256), HKDF-SHA256 and AES-256-GCM. The place is the {@code info}, the key's id the {@code
 * aad}; the plaintext is the time of sealing (milliseconds since 1970, 8 bytes, big-endian) and the
 * padded value.
 */
public final class SealedValueHpke {

  static final HPKE SUITE =
      new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);

  private SealedValueHpke() {}

  /** A text that only the store can open, and only for that scope and key. */
  public static SealedText seal(
      SealingPublicKey recipient, String scope, String key, SecretBytes value, Instant at) {
    byte[] padded = Padding.pad(value.array());
    byte[] plaintext =
        ByteBuffer.allocate(Long.BYTES + padded.length)
            .putLong(at.toEpochMilli())
            .put(padded)
            .array();
    try {
      HPKEContextWithEncapsulation sender =
          SUITE.setupBaseS(
              SUITE.deserializePublicKey(recipient.bytes()),
              new SealedPlace(recipient.store(), scope, key).encoded());
      return SealedText.of(
          recipient.id(),
          sender.getEncapsulation(),
          sender.seal(KeyId.of(recipient.id()).bytes(), plaintext));
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("HPKE refused to encrypt", e);
    } catch (IllegalStateException e) {
      // A point of small order, with which there is no secret to share.
      throw new IllegalArgumentException("the public key cannot be used to seal", e);
    } finally {
      Arrays.fill(padded, (byte) 0);
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  /**
   * Opens a text.
   *
   * @param recipient the key that the text names
   * @return nothing when it was changed, or sealed for another place or to another key: these
   *     cannot be told apart
   */
  public static Optional<SealedContent> open(
      SealingKeyPair recipient, SealedPlace place, SealedText text) {
    try {
      byte[] plaintext =
          SUITE
              .setupBaseR(text.encapsulated(), recipient.keys(), place.encoded())
              .open(KeyId.of(text.keyId()).bytes(), text.ciphertext());
      return content(plaintext);
    } catch (InvalidCipherTextException | IllegalStateException e) {
      // The second for an encapsulated key that is a point of small order.
      return Optional.empty();
    }
  }

  private static Optional<SealedContent> content(byte[] plaintext) {
    byte[] padded = Arrays.copyOfRange(plaintext, Long.BYTES, plaintext.length);
    try {
      long at = ByteBuffer.wrap(plaintext).getLong();
      return at < 0
          ? Optional.empty()
          : Padding.strip(padded)
              .map(value -> new SealedContent(SecretBytes.owning(value), Instant.ofEpochMilli(at)));
    } finally {
      Arrays.fill(padded, (byte) 0);
      Arrays.fill(plaintext, (byte) 0);
    }
  }
}
