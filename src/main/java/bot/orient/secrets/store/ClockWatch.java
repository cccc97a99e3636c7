package bot.orient.secrets.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares this process's clock with the database's, and tells when they begin and cease to differ.
 * What is written to the store bears the database's time; windows and due dates go by this one.
 */
final class ClockWatch {

  /** Less is common among machines that synchronize their clocks, and moves no window or date. */
  static final Duration LIMIT = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);

  private final Database database;
  private final Clock clock;
  private boolean differ;

  ClockWatch(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  static ClockWatch ofThisMachine(Database database) {
    return new ClockWatch(database, Clock.systemUTC());
  }

  void look() {
    Duration ahead = ahead();
    boolean now = ahead.abs().compareTo(LIMIT) > 0;
    if (now && !differ) {
      LOG.warn(
          "the clock of this machine is {} s {} the database's; restart windows, settle times and due"
              + " dates of values go by it, the history goes by the database's: synchronize the"
              + " clocks of both machines (NTP: chronyc tracking, timedatectl)",
          ahead.abs().toSeconds(),
          ahead.isNegative() ? "behind" : "ahead of");
    } else if (!now && differ) {
      LOG.info(
          "the clock of this machine agrees with the database's again, within {} s",
          LIMIT.toSeconds());
    }
    differ = now;
  }

  /** The least that it can be: an answer that was long under way is no difference of clocks. */
  private Duration ahead() {
    Instant before = clock.instant();
    Instant theirs = databaseTime();
    Instant after = clock.instant();
    if (theirs.isBefore(before)) {
      return Duration.between(theirs, before);
    }
    return theirs.isAfter(after) ? Duration.between(theirs, after) : Duration.ZERO;
  }

  private Instant databaseTime() {
    return database.query(
        "comparing the clocks",
        connection -> {
          try (PreparedStatement select = connection.prepareStatement("select clock_timestamp()");
              ResultSet row = select.executeQuery()) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
          }
        });
  }
}
