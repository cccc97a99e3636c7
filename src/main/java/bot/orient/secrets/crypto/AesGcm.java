package bot.orient.secrets.crypto;

import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * AES-256-GCM in one shot (NIST SP 800-38D): 12-byte nonce, 16-byte tag at the end. Nothing is
 * sealed with a nonce of another length; Orient's own rows, which have one of 16 bytes, are opened.
 *
 * <p>A cipher object serves one message only, so that no state outlives it.
 */
final class AesGcm {

  static final int KEY_BYTES = 32;
  static final int NONCE_BYTES = 12;
  static final int ORIENT_NONCE_BYTES = 16;
  static final int TAG_BYTES = 16;

  private AesGcm() {}

  static byte[] seal(byte[] key, byte[] nonce, byte[] associated, byte[] plaintext) {
    if (nonce.length != NONCE_BYTES) {
      throw new IllegalArgumentException("AES-256-GCM seals with a 12-byte nonce only");
    }
    GCMModeCipher cipher = cipher(true, key, nonce, associated);
    byte[] sealed = new byte[cipher.getOutputSize(plaintext.length)];
    try {
      int written = cipher.processBytes(plaintext, 0, plaintext.length, sealed, 0);
      cipher.doFinal(sealed, written);
      return sealed;
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("AES-GCM refused to encrypt", e);
    }
  }

  /** The plaintext, or nothing when the tag does not fit. */
  static Optional<byte[]> open(byte[] key, byte[] nonce, byte[] associated, byte[] sealed) {
    if (sealed.length < TAG_BYTES) {
      return Optional.empty();
    }
    GCMModeCipher cipher = cipher(false, key, nonce, associated);
    byte[] plaintext = new byte[cipher.getOutputSize(sealed.length)];
    try {
      int written = cipher.processBytes(sealed, 0, sealed.length, plaintext, 0);
      cipher.doFinal(plaintext, written);
      return Optional.of(plaintext);
    } catch (InvalidCipherTextException e) {
      // Bouncy Castle fills the buffer before it checks the tag.
      Arrays.fill(plaintext, (byte) 0);
      return Optional.empty();
    }
  }

  private static GCMModeCipher cipher(
      boolean encrypt, byte[] key, byte[] nonce, byte[] associated) {
    if (key.length != KEY_BYTES
        || (nonce.length != NONCE_BYTES && nonce.length != ORIENT_NONCE_BYTES)) {
      throw new IllegalArgumentException(
          "AES-256-GCM needs a 32-byte key and a nonce of 12 bytes, or Orient's 16");
    }
    GCMModeCipher cipher = GCMBlockCipher.newInstance(AESEngine.newInstance());
    cipher.init(
        encrypt, new AEADParameters(new KeyParameter(key), TAG_BYTES * 8, nonce, associated));
    return cipher;
  }
}
