package bot.orient.secrets.kubernetes;

import java.time.Duration;

/** Counts how bringing Secrets up to date goes. */
public interface SyncMeter {

  /** How it ended, as far as numbers tell. */
  enum Result {
    SYNCED,
    INCOMPLETE,
    REFUSED,
    WITHDRAWN,
    POSTPONED
  }

  /** A resource was looked at. */
  void ended(String controller, Result result);

  /** A change in the store has reached a Secret this long after it was made. */
  void reached(String controller, Duration sinceChange);
}
