package bot.orient.secrets.benchmark;

import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the statements of a database cost its server, as {@code pg_stat_statements} tells.
 *
 * @see <a href="https://www.postgresql.org/docs/current/pgstatstatements.html">its columns</a>
 */
final class StoreStatements implements AutoCloseable {

  /**
   * One statement, of however many values.
   *
   * @param millis of running and planning all calls
   * @param planMillis of planning
   * @param text its beginning, on one line
   */
  record Cost(String text, long calls, double millis, double planMillis) {}

  private static final int SHOWN = 90;

  /** So long without work is quiet. */
  private static final Duration QUIET = Duration.ofSeconds(4);

  private static final long LOOK_MILLIS = 1000;

  private final Connection connection;
  private final String database;

  /** Asks by a connection to another database, so that asking is not counted. */
  StoreStatements(PostgresServer server, TestDatabase counted) throws SQLException {
    this.connection = server.maintenance().dataSource().getConnection();
    this.database = counted.name();
    execute("create extension if not exists pg_stat_statements");
  }

  /** A server that counts. */
  static PostgresServer startServer() {
    return PostgresServer.builder()
        .setting("shared_preload_libraries", "pg_stat_statements")
        .setting("pg_stat_statements.track_planning", "on")
        .start();
  }

  /** Counts from zero again. */
  void reset() throws SQLException {
    execute("select pg_stat_statements_reset()");
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Since the last reset, the dearest first. */
  List<Cost> all() throws SQLException {
    String sql =
        """
        select regexp_replace(query, '\\s+', ' ', 'g'), calls,
               total_exec_time + total_plan_time, total_plan_time
        from pg_stat_statements
        where dbid = (select oid from pg_database where datname = ?)
        order by 3 desc
        """;
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, database);
      List<Cost> costs = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          String text = row.getString(1);
          costs.add(
              new Cost(
                  text.substring(0, Math.min(SHOWN, text.length())),
                  row.getLong(2),
                  row.getDouble(3),
                  row.getDouble(4)));
        }
      }
      return costs;
    }
  }

  /**
   * Waits until there were few for some seconds.
   *
   * @param few in a second that are no work: polls and heartbeats
   */
  void awaitQuiet(int few, Duration patience) throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    long before = calls();
    long lastWork = System.nanoTime();
    while (System.nanoTime() - lastWork < QUIET.toNanos()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the store has work after " + patience);
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      long now = calls();
      if (now - before > few) {
        lastWork = System.nanoTime();
      }
      before = now;
    }
  }

  /** Of all statements, since the last reset. */
  private long calls() throws SQLException {
    return all().stream().mapToLong(Cost::calls).sum();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
