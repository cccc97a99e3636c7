package bot.orient.secrets.sync;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * In what a version number counts: within one line a higher number is always later, and a number is
 * always the same value.
 *
 * @param id 8 characters that name a key of a scope of a store
 * @param epoch how often a person accepted that the whole store had gone back
 */
record VersionLine(String id, long epoch) {

  private static final Pattern TEXT =
      Pattern.compile("([A-Za-z0-9_-]{8})(?:\\.([1-9][0-9]{0,17}))?");

  /** Whether a number of this line may be compared with one of the present line. */
  boolean countsIn(VersionLine present) {
    // A higher epoch than the present one: the cluster's record of it was lost, not accepted.
    return id.equals(present.id) && epoch >= present.epoch;
  }

  String text() {
    return epoch == 0 ? id : id + "." + epoch;
  }

  /** Empty when it is malformed. */
  static Optional<VersionLine> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new VersionLine(
                matcher.group(1), matcher.group(2) == null ? 0 : Long.parseLong(matcher.group(2))))
        : Optional.empty();
  }
}
