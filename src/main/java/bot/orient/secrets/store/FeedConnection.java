package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;

/**
 * One connection of the feed, outside the pool: a LISTEN belongs to its session.
 *
 * <p>Waiting for a hint cannot tell a dead peer from silence, so the wait is cut into heartbeats.
 */
final class FeedConnection implements AutoCloseable {

  /** How long an answer may take. */
  static final int ANSWER_MILLIS = 5_000;

  private final Connection connection;

  private FeedConnection(Connection connection) {
    this.connection = connection;
  }

  static FeedConnection open(StoreSettings settings) throws SQLException {
    FeedConnection feed = new FeedConnection(DriverDefaults.connect(settings, "feed"));
    try {
      feed.connection.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
      try (Statement listen = feed.connection.createStatement()) {
        listen.execute("listen " + ChangeHint.CHANNEL);
      }
      return feed;
    } catch (SQLException e) {
      feed.close();
      throw e;
    }
  }

  Connection sql() {
    return connection;
  }

  /** True when a hint came, false when the time is over. */
  boolean awaitHint(Duration longest) throws SQLException {
    int millis = (int) Math.max(1, longest.toMillis());
    return connection.unwrap(PGConnection.class).getNotifications(millis).length > 0;
  }

  /**
   * Fails when the peer is gone, no longer knows that we listen, or takes no writes any more: a
   * primary that was demoted goes on answering, and would never tell of a change again.
   */
  void heartbeat() throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                select current_setting('transaction_read_only') = 'off',
                       '%s' in (select pg_listening_channels())
                """
                    .formatted(ChangeHint.CHANNEL));
        ResultSet row = select.executeQuery()) {
      row.next();
      if (!row.getBoolean(1)) {
        throw new SQLException("the feed follows a database that takes no writes", "25006");
      }
      if (!row.getBoolean(2)) {
        throw new SQLException("the session does not listen any more", "08006");
      }
    }
  }

  /** Removes rows that every feed has passed or, after so long an outage, reads anew anyway. */
  void trim() throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from orient_store.change_feed where at < clock_timestamp() - interval '1 day'")) {
      delete.executeUpdate();
    }
  }

  /** From another thread: ends a wait. */
  void abort() {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      throw new IllegalStateException("the driver refuses to abort", e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // It is given up either way.
      abort();
    }
  }
}
