package bot.orient.secrets.admin;

import java.util.regex.Pattern;

/** Reads numbers from paths, queries and headers. */
final class WholeNumber {

  private static final Pattern POSITIVE = Pattern.compile("[1-9][0-9]{0,17}");

  private WholeNumber() {}

  /** 1 or more; the message names where it stands. */
  static long positive(String field, String text) {
    if (!POSITIVE.matcher(text).matches()) {
      throw Problem.in(
              field, ProblemType.INVALID_FIELD, field + " must be a whole number, 1 or more")
          .asException();
    }
    return Long.parseLong(text);
  }
}
