package bot.orient.secrets.crypto;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import org.bouncycastle.crypto.digests.SHA256Digest;

/**
 * A value sealed to a store's public key, as it stands in a spec: {@code osv1.} and the base64url,
 * without padding, of key id (16 bytes), encapsulated key (32 bytes) and ciphertext. One value has
 * one text only: no other spelling of the same bytes is accepted.
 */
public final class SealedText {

  /** What every text begins with. */
  public static final String PREFIX = "osv1.";

  static final int ENCAPSULATED_BYTES = 32;

  /** Of an empty value: the time, padding to 64 bytes, the tag. */
  static final int LEAST_CIPHERTEXT_BYTES = Long.BYTES + 64 + AesGcm.TAG_BYTES;

  /** Of a value of 64 KiB, the longest that a store takes, padded. */
  static final int MOST_CIPHERTEXT_BYTES = Long.BYTES + 65_792 + AesGcm.TAG_BYTES;

  private static final int HEADER_BYTES = KeyId.BYTES + ENCAPSULATED_BYTES;

  /** In characters, that of a value of 64 KiB. */
  public static final int MAX_LENGTH =
      PREFIX.length() + ((HEADER_BYTES + MOST_CIPHERTEXT_BYTES) * 4 + 2) / 3;

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final byte[] bytes;

  private SealedText(byte[] bytes) {
    this.bytes = bytes;
  }

  static SealedText of(UUID keyId, byte[] encapsulated, byte[] ciphertext) {
    return new SealedText(
        ByteBuffer.allocate(HEADER_BYTES + ciphertext.length)
            .put(KeyId.of(keyId).bytes())
            .put(encapsulated)
            .put(ciphertext)
            .array());
  }

  /**
   * Reads a text. The message of what it throws never quotes it: somebody may have put a value
   * there.
   *
   * @throws IllegalArgumentException when it is none: what is wrong, to follow the field's name
   */
  public static SealedText parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException(
          "does not begin with " + PREFIX + ": give what the command seal printed, never a value");
    }
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "is longer than " + MAX_LENGTH + " characters, the longest that the command seal prints");
    }
    byte[] bytes = decoded(text.substring(PREFIX.length()));
    int ciphertext = bytes.length - HEADER_BYTES;
    if (ciphertext < LEAST_CIPHERTEXT_BYTES || ciphertext > MOST_CIPHERTEXT_BYTES) {
      throw new IllegalArgumentException(
          "is cut off or too long: give all that the command seal printed, and nothing else");
    }
    return new SealedText(bytes);
  }

  private static byte[] decoded(String base64) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      // Its message would tell a character; the cause is not kept.
      throw notBase64();
    }
    if (!ENCODER.encodeToString(bytes).equals(base64)) {
      throw notBase64();
    }
    return bytes;
  }

  private static IllegalArgumentException notBase64() {
    return new IllegalArgumentException(
        "is damaged after " + PREFIX + ": give all that the command seal printed, on one line");
  }

  /** The key it was sealed to. */
  public UUID keyId() {
    ByteBuffer id = ByteBuffer.wrap(bytes, 0, KeyId.BYTES);
    return new UUID(id.getLong(), id.getLong());
  }

  /**
   * SHA-256, 32 bytes; sealing the same value again gives another one, so it tells nothing of it.
   */
  public byte[] digest() {
    SHA256Digest digest = new SHA256Digest();
    digest.update(bytes, 0, bytes.length);
    byte[] hash = new byte[digest.getDigestSize()];
    digest.doFinal(hash, 0);
    return hash;
  }

  byte[] encapsulated() {
    return Arrays.copyOfRange(bytes, KeyId.BYTES, HEADER_BYTES);
  }

  byte[] ciphertext() {
    return Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length);
  }

  /** What {@link #parse} reads. */
  public String encoded() {
    return PREFIX + ENCODER.encodeToString(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SealedText that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "SealedText[key " + keyId() + "]";
  }
}
