package bot.orient.secrets.sync;

/**
 * One thing that is wrong with a spec.
 *
 * @param field where, such as {@code spec.keys[2].as} or {@code spec.target.labels[app]}
 * @param message what, and what is allowed or to be done; no full stop
 */
public record SpecProblem(String field, String message) {

  private static final int LONGEST_QUOTE = 60;

  /** The problem in one line for a condition or an event. */
  public String text() {
    return field + ": " + message;
  }

  /** The path of a map's entry. */
  static String entry(String path, String key) {
    return path + "[" + shorten(key) + "]";
  }

  /** The user's text in quotes. */
  static String quote(String text) {
    return '"' + shorten(text) + '"';
  }

  /** Short, and on one line, whatever is in it. */
  private static String shorten(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    boolean tooLong = line.codePointCount(0, line.length()) > LONGEST_QUOTE;
    return tooLong ? line.substring(0, line.offsetByCodePoints(0, LONGEST_QUOTE)) + "..." : line;
  }
}
