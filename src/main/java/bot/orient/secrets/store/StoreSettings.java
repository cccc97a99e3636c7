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

  public StoreSettings {
    Objects.requireNonNull(jdbcUrl, "jdbcUrl");
  }

  @Override
  public String toString() {
    return "StoreSettings[user=" + user + ", poolSize=" + poolSize + ", feedPoll=" + feedPoll + "]";
  }
}
