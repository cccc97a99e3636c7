package bot.orient.secrets.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The 88 bytes before the ciphertext: {@code "OSE1" | suite | flags | reserved(2) | key id(16) |
 * salt(32) | commitment(32)}.
 */
record EnvelopeHeader(KeyId keyId, byte[] salt, byte[] commitment) {

  static final int SALT_BYTES = 32;
  static final int COMMITMENT_BYTES = 32;
  static final int BYTES = 8 + KeyId.BYTES + SALT_BYTES + COMMITMENT_BYTES;

  /** HKDF-SHA-512 with commitment, AES-256-GCM, padded plaintext. */
  static final byte SUITE = 1;

  /** Magic, suite, no flags, two reserved zeros. */
  private static final byte[] PREFIX =
      ByteBuffer.allocate(8).put("OSE1".getBytes(StandardCharsets.US_ASCII)).put(SUITE).array();

  byte[] encoded() {
    return ByteBuffer.allocate(BYTES)
        .put(PREFIX)
        .put(keyId.bytes())
        .put(salt)
        .put(commitment)
        .array();
  }

  /** Strict: an unknown suite, a flag or a reserved byte that is set is not this format. */
  static Optional<EnvelopeHeader> parse(byte[] envelope) {
    if (envelope.length < BYTES + AesGcm.TAG_BYTES
        || !Arrays.equals(envelope, 0, PREFIX.length, PREFIX, 0, PREFIX.length)) {
      return Optional.empty();
    }
    byte[] keyId = new byte[KeyId.BYTES];
    byte[] salt = new byte[SALT_BYTES];
    byte[] commitment = new byte[COMMITMENT_BYTES];
    ByteBuffer.wrap(envelope).position(PREFIX.length).get(keyId).get(salt).get(commitment);
    return Optional.of(new EnvelopeHeader(new KeyId(keyId), salt, commitment));
  }
}
