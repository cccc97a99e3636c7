package bot.orient.secrets.cli;

import bot.orient.secrets.crypto.SecretBytes;
import java.io.Console;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The terminal, or what is piped in. */
public final class StandardInput implements ValueInput {

  @Override
  public Entered read(String prompt, int most) {
    try {
      if (!isTerminal(0)) {
        return new Entered(SecretBytes.owning(System.in.readNBytes(most)), false);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("standard input cannot be read: " + e.getMessage(), e);
    }
    Console console = isTerminal(1) ? System.console() : null;
    if (console == null) {
      throw new IllegalArgumentException(
          "the value would be shown while it is typed, because standard output is redirected: leave"
              + " standard output at the terminal, or pipe the value in");
    }
    char[] typed = console.readPassword("%s: ", prompt);
    if (typed == null) {
      throw new IllegalArgumentException("no value was typed");
    }
    return new Entered(utf8(typed), true);
  }

  private static SecretBytes utf8(char[] typed) {
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(typed));
    Arrays.fill(typed, '\0');
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    Arrays.fill(encoded.array(), (byte) 0);
    return SecretBytes.owning(bytes);
  }

  /**
   * Java tells it of both together only. Where there is no {@code test}, what Java tells counts.
   */
  public static boolean isTerminal(int descriptor) {
    ProcessBuilder test =
        new ProcessBuilder("test", "-t", Integer.toString(descriptor))
            .redirectInput(Redirect.INHERIT)
            .redirectOutput(Redirect.INHERIT);
    try {
      return test.start().waitFor() == 0;
    } catch (IOException e) {
      return System.console() != null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
