package bot.orient.secrets.crypto;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;

/**
 * The 16 bytes in an envelope that say which key it was made with: a random id, or a value derived
 * from the key that tells nothing about it.
 */
public final class KeyId {

  static final int BYTES = 16;

  private final byte[] bytes;

  KeyId(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a key id has 16 bytes, not " + bytes.length);
    }
    this.bytes = bytes.clone();
  }

  public static KeyId of(UUID uuid) {
    return new KeyId(
        ByteBuffer.allocate(BYTES)
            .putLong(uuid.getMostSignificantBits())
            .putLong(uuid.getLeastSignificantBits())
            .array());
  }

  /** The other way of {@link #of}. */
  public UUID uuid() {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyId that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
