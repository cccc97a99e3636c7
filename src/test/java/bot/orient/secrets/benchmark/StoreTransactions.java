package bot.orient.secrets.benchmark;

import bot.orient.secrets.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How many transactions the database has ended; its own count, which lags by up to a second. */
final class StoreTransactions implements AutoCloseable {

  /** More than the statistics lag. */
  private static final Duration QUIET = Duration.ofSeconds(4);

  private static final long LOOK_MILLIS = 1000;

  private final Connection connection;
  private final String database;

  /** Asks by a connection to another database, so that asking is not counted. */
  StoreTransactions(TestDatabase asked, TestDatabase counted) throws SQLException {
    this.connection = asked.dataSource().getConnection();
    this.database = counted.name();
  }

  long soFar() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select xact_commit + xact_rollback from pg_stat_database where datname = '"
                    + database
                    + "'")) {
      row.next();
      return row.getLong(1);
    }
  }

  /**
   * Waits until there were more than so many, and then few for some seconds.
   *
   * @param few per look that do not count as work: polls and heartbeats
   * @return {@link System#nanoTime} of the end of the work
   */
  long awaitQuiet(long moreThan, int few, Duration patience)
      throws SQLException, InterruptedException {
    long began = System.nanoTime();
    long before = soFar();
    long atStart = before;
    long lastWork = began;
    while (before - atStart < moreThan || System.nanoTime() - lastWork < QUIET.toNanos()) {
      if (System.nanoTime() - began > patience.toNanos()) {
        throw new IllegalStateException(
            "after %s there were %d transactions of the %d at least that were awaited, or they did not end"
                .formatted(patience, before - atStart, moreThan));
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      long now = soFar();
      if (now - before > few) {
        lastWork = System.nanoTime();
      }
      before = now;
    }
    return lastWork;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
