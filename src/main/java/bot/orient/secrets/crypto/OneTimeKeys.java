package bot.orient.secrets.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;

/**
 * What one envelope is made with: AES key, nonce and commitment, derived from the message key, the
 * envelope's salt and its context. As no two envelopes share a key, no nonce is ever used twice.
 */
record OneTimeKeys(byte[] aesKey, byte[] nonce, byte[] commitment) implements AutoCloseable {

  private static final byte[] INFO = "orient/ose1|".getBytes(StandardCharsets.US_ASCII);
  private static final int SHA256_BYTES = 32;

  static OneTimeKeys derive(MessageKey key, byte[] salt, EncryptionContext context) {
    byte[] info =
        ByteBuffer.allocate(INFO.length + 2 + SHA256_BYTES)
            .put(INFO)
            .put(EnvelopeHeader.SUITE)
            .put((byte) '|')
            .put(sha256(context.encoded()))
            .array();
    int nonceAt = AesGcm.KEY_BYTES;
    int commitmentAt = nonceAt + AesGcm.NONCE_BYTES;
    int length = commitmentAt + EnvelopeHeader.COMMITMENT_BYTES;
    byte[] derived = Hkdf.sha512(key.key().array(), salt, info, length);
    try {
      return new OneTimeKeys(
          Arrays.copyOfRange(derived, 0, nonceAt),
          Arrays.copyOfRange(derived, nonceAt, commitmentAt),
          Arrays.copyOfRange(derived, commitmentAt, length));
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    SHA256Digest digest = new SHA256Digest();
    digest.update(bytes, 0, bytes.length);
    byte[] hash = new byte[SHA256_BYTES];
    digest.doFinal(hash, 0);
    return hash;
  }

  @Override
  public String toString() {
    return "OneTimeKeys[redacted]";
  }

  @Override
  public void close() {
    Arrays.fill(aesKey, (byte) 0);
    Arrays.fill(nonce, (byte) 0);
  }
}
