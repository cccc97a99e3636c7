package bot.orient.secrets.store;

import java.time.Duration;
import java.util.List;

/** Hears of changes in the store; called by one thread, one call at a time. */
public interface FeedListener {

  /**
   * Some changes.
   *
   * @param oldest how long ago the first of them was made, by the database's clock
   */
  void onChanges(List<Change> changes, Duration oldest);

  /**
   * After each connection, the first one too: whatever may have been missed meanwhile is to be
   * looked at.
   */
  void onAvailable();

  /** Once per outage; the reason is fit for a person. */
  void onUnavailable(String reason);
}
