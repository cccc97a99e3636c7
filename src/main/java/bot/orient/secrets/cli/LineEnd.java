package bot.orient.secrets.cli;

import bot.orient.secrets.crypto.SecretBytes;
import java.io.PrintWriter;
import java.util.Arrays;

/** The line break that files and pipes often have at their end. */
public final class LineEnd {

  /** Enough to see that a value is too long, with a line break to trim. */
  public static final int MOST_BYTES = 65_536 + 3;

  private LineEnd() {}

  /** A copy of the value; says so when a line break is kept. */
  public static SecretBytes of(SecretBytes read, boolean trim, PrintWriter err) {
    byte[] bytes = read.toByteArray();
    try {
      int end = bytes.length;
      if (end > 0 && bytes[end - 1] == '\n') {
        end--;
        if (!trim) {
          err.println(
              "the value ends with a line break, which is kept; --trim-newline takes it off");
          return SecretBytes.copyOf(bytes);
        }
        if (end > 0 && bytes[end - 1] == '\r') {
          end--;
        }
      }
      return SecretBytes.owning(Arrays.copyOf(bytes, end));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
