package bot.orient.secrets.crypto;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Hides the length of a value: its length (4 bytes, big endian), the value, then zeros up to the
 * next bucket, so that the size of an envelope does not tell which sort of token it holds.
 */
final class Padding {

  /** Up to {@link #FINE_LIMIT} bytes the buckets are this wide. */
  private static final int FINE = 64;

  private static final int FINE_LIMIT = 1024;
  private static final int COARSE = 256;

  private Padding() {}

  static byte[] pad(byte[] value) {
    byte[] padded = new byte[bucket(Integer.BYTES + value.length)];
    ByteBuffer.wrap(padded).putInt(value.length).put(value);
    return padded;
  }

  /** The value, or nothing when this was not written by {@link #pad}. */
  static Optional<byte[]> strip(byte[] padded) {
    if (padded.length < Integer.BYTES) {
      return Optional.empty();
    }
    int length = ByteBuffer.wrap(padded).getInt();
    if (length < 0
        || length > padded.length - Integer.BYTES
        || bucket(Integer.BYTES + length) != padded.length) {
      return Optional.empty();
    }
    for (int i = Integer.BYTES + length; i < padded.length; i++) {
      if (padded[i] != 0) {
        return Optional.empty();
      }
    }
    return Optional.of(Arrays.copyOfRange(padded, Integer.BYTES, Integer.BYTES + length));
  }

  private static int bucket(int length) {
    int step = length <= FINE_LIMIT ? FINE : COARSE;
    return (length + step - 1) / step * step;
  }
}
