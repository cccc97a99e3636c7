package bot.orient.secrets.store;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.postgresql.Driver;

/**
 * How to reach the database.
 *
 * @param jdbcUrl {@code jdbc:postgresql://...}; parameters in it win over the operator's own
 * @param passwords asked for each new connection; gives null where the URL says who connects
 * @param poolSize connections, 2 to 50
 * @param feedPoll longest time the change feed sleeps between two looks, 100 ms to 1 h
 * @param directUrl past a pooler that {@code jdbcUrl} leads to, for what needs its session to
 *     itself: LISTEN, set-up, migration. The same URL means that there is no pooler
 * @param migrate whether the operator may change the schema; if not, it only checks that it fits
 */
public record StoreSettings(
    String jdbcUrl,
    String user,
    Supplier<String> passwords,
    int poolSize,
    Duration feedPoll,
    String directUrl,
    boolean migrate) {

  public static final Duration SHORTEST_POLL = Duration.ofMillis(100);
  public static final Duration LONGEST_POLL = Duration.ofHours(1);
  public static final int LARGEST_POOL = 50;

  public StoreSettings {
    Objects.requireNonNull(jdbcUrl, "jdbcUrl");
    Objects.requireNonNull(passwords, "passwords");
    Objects.requireNonNull(feedPoll, "feedPoll");
    Objects.requireNonNull(directUrl, "directUrl");
    requireUsable("jdbcUrl", jdbcUrl);
    requireUsable("directUrl", directUrl);
    if (poolSize < 2 || poolSize > LARGEST_POOL) {
      throw new IllegalArgumentException("poolSize must be 2 to 50, not " + poolSize);
    }
    if (feedPoll.compareTo(SHORTEST_POLL) < 0 || feedPoll.compareTo(LONGEST_POLL) > 0) {
      throw new IllegalArgumentException("feedPoll must be 100 ms to 1 h, not " + feedPoll);
    }
  }

  /** With a password that stays. */
  public StoreSettings(
      String jdbcUrl,
      String user,
      String password,
      int poolSize,
      Duration feedPoll,
      String directUrl,
      boolean migrate) {
    this(jdbcUrl, user, () -> password, poolSize, feedPoll, directUrl, migrate);
  }

  /** No pooler, and the operator migrates. */
  public StoreSettings(
      String jdbcUrl, String user, String password, int poolSize, Duration feedPoll) {
    this(jdbcUrl, user, password, poolSize, feedPoll, jdbcUrl, true);
  }

  /** For the next connection; may be null. */
  public String password() {
    return passwords.get();
  }

  /** Whether {@code jdbcUrl} leads to a pooler, which may give each transaction another session. */
  boolean isPooled() {
    return !directUrl.equals(jdbcUrl);
  }

  private static void requireUsable(String field, String url) {
    if (!isUsable(url)) {
      throw new IllegalArgumentException(
          field + " must be such as jdbc:postgresql://db.example:5432/orient");
    }
  }

  /** Whether the driver understands the URL; it says nothing of whether a database is there. */
  public static boolean isUsable(String jdbcUrl) {
    return jdbcUrl.startsWith("jdbc:postgresql:") && Driver.parseURL(jdbcUrl, null) != null;
  }

  @Override
  public String toString() {
    return "StoreSettings[user=" + user + ", poolSize=" + poolSize + ", feedPoll=" + feedPoll + "]";
  }
}
