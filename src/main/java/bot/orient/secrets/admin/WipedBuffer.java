package bot.orient.secrets.admin;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Leaves nothing of what went through it, as far as it can: an array that it has outgrown is the
 * garbage collector's.
 */
final class WipedBuffer extends ByteArrayOutputStream {

  WipedBuffer(int size) {
    super(size);
  }

  @Override
  public void close() {
    Arrays.fill(buf, (byte) 0);
  }
}
