package bot.orient.secrets.store;

import java.time.Duration;
import java.util.Objects;

/**
 * How to reach the database.
 *
 * @param jdbcUrl {@code jdbc:postgresql://...}; parameters in it win over the operator's own
 * @param poolSize connections, 2 to 50
 * @param feedPoll longest time the change feed sleeps between two looks, 100 ms to 1 h
 */
public record StoreSettings(
    String jdbcUrl, String user, String password, int poolSize, Duration feedPoll) {

  private static final Duration SHORTEST_POLL = Duration.ofMillis(100);
  private static final Duration LONGEST_POLL = Duration.ofHours(1);

  public StoreSettings {
    Objects.requireNonNull(jdbcUrl, "jdbcUrl");
    Objects.requireNonNull(feedPoll, "feedPoll");
    if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException("jdbcUrl must begin with 'jdbc:postgresql:'");
    }
    if (poolSize < 2 || poolSize > 50) {
      throw new IllegalArgumentException("poolSize must be 2 to 50, not " + poolSize);
    }
    if (feedPoll.compareTo(SHORTEST_POLL) < 0 || feedPoll.compareTo(LONGEST_POLL) > 0) {
      throw new IllegalArgumentException("feedPoll must be 100 ms to 1 h, not " + feedPoll);
    }
  }

  @Override
  public String toString() {
    return "StoreSettings[user=" + user + ", poolSize=" + poolSize + ", feedPoll=" + feedPoll + "]";
  }
}
