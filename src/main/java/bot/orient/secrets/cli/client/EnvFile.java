package bot.orient.secrets.cli.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lines of {@code KEY=VALUE} as dotenv and docker read them. A value without quotes is all that
 * follows, without blanks around it: a # may be part of a password. Between single quotes it is
 * taken as it stands, between double quotes with \n, \r, \t, \" and \\; both may go over lines.
 */
final class EnvFile {

  private static final Pattern BEGIN =
      Pattern.compile("[ \\t]*(?:export[ \\t]+)?([^\\s=#'\"]+)[ \\t]*=[ \\t]*");

  /** A dollar sign would also fit in front of a last carriage return, and never get behind it. */
  private static final Pattern NOTHING = Pattern.compile("[ \\t]*(#[^\\n]*)?(\\n|\\z)");

  private static final Pattern PLAIN = Pattern.compile("[^\\n]*");
  private static final Pattern SINGLE = Pattern.compile("'([^']*)'");
  private static final Pattern DOUBLE =
      Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*+)\"", Pattern.DOTALL);
  private static final Pattern ESCAPE = Pattern.compile("\\\\(.)", Pattern.DOTALL);

  private final String text;
  private int at;

  private EnvFile(String text) {
    this.text = text.replace("\r\n", "\n");
  }

  /**
   * The values by key, in the order of the file.
   *
   * @throws ClientException when a line is something else; it is named by its number, never quoted
   */
  static Map<String, String> read(String text) {
    return new EnvFile(text).all();
  }

  private Map<String, String> all() {
    Map<String, String> values = new LinkedHashMap<>();
    while (at < text.length()) {
      int line = at;
      if (take(NOTHING) != null) {
        continue;
      }
      Matcher begin = take(BEGIN);
      if (begin == null) {
        throw wrong(line, "is not KEY=VALUE");
      }
      if (values.putIfAbsent(begin.group(1), value(line)) != null) {
        throw wrong(line, "has a key that an earlier line has, too");
      }
    }
    return values;
  }

  private String value(int line) {
    boolean quoted = at < text.length() && (text.charAt(at) == '\'' || text.charAt(at) == '"');
    if (!quoted) {
      String plain = take(PLAIN).group().strip();
      at = Math.min(at + 1, text.length());
      return plain;
    }
    Matcher single = take(SINGLE);
    Matcher value = single == null ? take(DOUBLE) : single;
    if (value == null) {
      throw wrong(line, "has a quote that does not end");
    }
    if (take(NOTHING) == null) {
      throw wrong(line, "has something after the quote that ends its value");
    }
    return single == null ? unescaped(value.group(1), line) : value.group(1);
  }

  private String unescaped(String value, int line) {
    return ESCAPE
        .matcher(value)
        .replaceAll(
            escape ->
                Matcher.quoteReplacement(
                    switch (escape.group(1)) {
                      case "n" -> "\n";
                      case "r" -> "\r";
                      case "t" -> "\t";
                      case "\"", "\\", "$" -> escape.group(1);
                      default ->
                          throw wrong(
                              line, "has an escape other than \\n, \\r, \\t, \\\", \\$ and \\\\");
                    }));
  }

  /** Goes on behind what is there; null, and nowhere, if it is not. */
  private Matcher take(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      return null;
    }
    at = matcher.end();
    return matcher;
  }

  private ClientException wrong(int where, String what) {
    long number = text.substring(0, where).chars().filter(character -> character == '\n').count();
    return ClientException.usage("line " + (number + 1) + " of the file " + what);
  }
}
