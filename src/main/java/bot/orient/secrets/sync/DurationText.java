package bot.orient.secrets.sync;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them in specs: {@code 90d}, {@code 1h30m}, {@code 45s}, {@code 0s}. */
final class DurationText {

  private static final Pattern FORM =
      Pattern.compile("(?:([0-9]{1,5})d)?(?:([0-9]{1,5})h)?(?:([0-9]{1,5})m)?(?:([0-9]{1,5})s)?");

  private DurationText() {}

  /** Empty when the text is none; it may be null. */
  static Optional<Duration> parse(String text) {
    if (text == null || text.isEmpty()) {
      return Optional.empty();
    }
    Matcher parts = FORM.matcher(text);
    return parts.matches()
        ? Optional.of(
            Duration.ofDays(number(parts.group(1)))
                .plusHours(number(parts.group(2)))
                .plusMinutes(number(parts.group(3)))
                .plusSeconds(number(parts.group(4))))
        : Optional.empty();
  }

  private static long number(String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
