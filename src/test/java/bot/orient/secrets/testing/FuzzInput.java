package bot.orient.secrets.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a fuzz test is given, as text: seeds are files that people can read. */
public final class FuzzInput {

  private FuzzInput() {}

  /** What is no UTF-8 is there as the replacement character. */
  public static String text(byte[] input) {
    return new String(input, StandardCharsets.UTF_8);
  }

  /**
   * So many lines; the last one has all that is left, and those that are not there are empty.
   *
   * @param count 1 or more
   */
  public static List<String> lines(byte[] input, int count) {
    List<String> lines = new ArrayList<>(Arrays.asList(text(input).split("\n", count)));
    while (lines.size() < count) {
      lines.add("");
    }
    return lines;
  }
}
