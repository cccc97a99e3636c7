package bot.orient.secrets.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.generators.SCrypt;

/**
 * The key that Orient's own database is encrypted with (suite 0, "orient-legacy"); it only opens.
 * Derived once, wiped when closed.
 *
 * <p>From Orient's {@code packages/core/src/crypto.ts}: scrypt (RFC 7914) of ORIENT_MASTER_KEY with
 * N=16384, r=8, p=1 and one salt for everybody, then AES-256-GCM with a 16-byte nonce and no
 * associated data. A row that was moved to another name therefore opens all the same.
 */
public final class OrientMasterKey implements AutoCloseable {

  /** Nonce and tag of every row, in bytes. */
  public static final int NONCE_BYTES = AesGcm.ORIENT_NONCE_BYTES;

  public static final int TAG_BYTES = AesGcm.TAG_BYTES;

  /** Orient's source has this in public and uses it where no other key is set. */
  static final String DEVELOPMENT_KEY = "orient-dev-master-key-do-not-use-in-production-32chars";

  /** Orient takes the development key in place of a shorter one; counted as JavaScript counts. */
  private static final int LEAST_LENGTH = 32;

  private static final byte[] SALT = "orient-master-key".getBytes(StandardCharsets.US_ASCII);
  private static final int COST = 16384;
  private static final int BLOCK_SIZE = 8;
  private static final int PARALLELISM = 1;
  private static final byte[] NOTHING = new byte[0];

  private final SecretBytes key;
  private final boolean developmentKey;

  private OrientMasterKey(SecretBytes key, boolean developmentKey) {
    this.key = key;
    this.developmentKey = developmentKey;
  }

  /**
   * Derives the key; takes some 50 ms.
   *
   * @param text the value of ORIENT_MASTER_KEY
   * @throws IllegalArgumentException when Orient would not have used it, as it is too short
   */
  public static OrientMasterKey derive(String text) {
    if (text.length() < LEAST_LENGTH) {
      throw new IllegalArgumentException(
          "ORIENT_MASTER_KEY is shorter than 32 characters: Orient does not use such a key; give the"
              + " one that its services run with");
    }
    byte[] secret = text.getBytes(StandardCharsets.UTF_8);
    try {
      byte[] key = SCrypt.generate(secret, SALT, COST, BLOCK_SIZE, PARALLELISM, AesGcm.KEY_BYTES);
      return new OrientMasterKey(SecretBytes.owning(key), text.equals(DEVELOPMENT_KEY));
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /** The key of Orient's public source, which protects nothing. */
  public static OrientMasterKey development() {
    return derive(DEVELOPMENT_KEY);
  }

  public boolean isDevelopmentKey() {
    return developmentKey;
  }

  /**
   * The value, for the caller to close; nothing if it was made with another key or changed since,
   * which cannot be told apart.
   *
   * @param nonce {@link #NONCE_BYTES} bytes
   * @param tag {@link #TAG_BYTES} bytes: a shorter one could be guessed
   */
  public Optional<SecretBytes> open(byte[] nonce, byte[] ciphertext, byte[] tag) {
    if (nonce.length != NONCE_BYTES || tag.length != TAG_BYTES) {
      throw new IllegalArgumentException("nonce and tag of an Orient row have 16 bytes each");
    }
    byte[] sealed = Arrays.copyOf(ciphertext, ciphertext.length + tag.length);
    System.arraycopy(tag, 0, sealed, ciphertext.length, tag.length);
    return AesGcm.open(key.array(), nonce, NOTHING, sealed).map(SecretBytes::owning);
  }

  @Override
  public void close() {
    key.close();
  }

  @Override
  public String toString() {
    return "OrientMasterKey[redacted]";
  }
}
