package bot.orient.secrets.cli.client;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time, or how long ago it was. */
final class Since {

  private static final Pattern AGO = Pattern.compile("([1-9][0-9]{0,5})([smhd])");

  private Since() {}

  /**
   * Reads {@code 2026-11-28T09:30:00Z}, or 30s, 15m, 2h, 7d before now.
   *
   * @throws ClientException when it is neither
   */
  static Instant read(String text, Clock clock) {
    Matcher ago = AGO.matcher(text);
    if (ago.matches()) {
      long count = Long.parseLong(ago.group(1));
      return clock
          .instant()
          .minus(
              switch (ago.group(2)) {
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
              });
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw ClientException.usage(
          "--since: expected a time such as 2026-11-28T09:30:00Z, or how long ago, such as 15m, 2h"
              + " or 7d");
    }
  }
}
