package bot.orient.secrets.sync;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long further changes are waited for, seen from now.
 *
 * @param length zero means that nothing is waited for
 */
public record SettleWindow(Duration length, Instant now) {

  /** The start of a window, if that window is open still. */
  Optional<Instant> openSince(Instant start) {
    return Optional.of(start).filter(time -> now.isBefore(time.plus(length)));
  }
}
