package bot.orient.secrets.crypto;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A secret value that is wiped when closed and never prints itself.
 *
 * <p>Wiping is best effort: the garbage collector may have copied the array before.
 */
public final class SecretBytes implements AutoCloseable {

  private final byte[] bytes;
  private volatile boolean closed;

  private SecretBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Holds a copy of the given bytes. */
  public static SecretBytes copyOf(byte[] bytes) {
    return new SecretBytes(bytes.clone());
  }

  /** Takes the array over: the caller must not use it again. */
  public static SecretBytes owning(byte[] bytes) {
    return new SecretBytes(bytes);
  }

  public int length() {
    return bytes.length;
  }

  /**
   * A copy, for the caller to wipe.
   *
   * @throws IllegalStateException after {@link #close()}
   */
  public byte[] toByteArray() {
    return array().clone();
  }

  /**
   * The bytes themselves, for use inside this package only, and never kept.
   *
   * @throws IllegalStateException after {@link #close()}: a wiped key would encrypt with zeros
   */
  byte[] array() {
    if (closed) {
      throw new IllegalStateException("secret bytes are used after they were wiped");
    }
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SecretBytes that && MessageDigest.isEqual(bytes, that.bytes);
  }

  /** The length only: a hash of the bytes would tell about them. */
  @Override
  public int hashCode() {
    return bytes.length;
  }

  @Override
  public String toString() {
    return "SecretBytes[redacted]";
  }

  @Override
  public void close() {
    closed = true;
    Arrays.fill(bytes, (byte) 0);
  }
}
