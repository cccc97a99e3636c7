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

  /** A copy, for the caller to wipe. */
  public byte[] toByteArray() {
    return bytes.clone();
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
    Arrays.fill(bytes, (byte) 0);
  }
}
