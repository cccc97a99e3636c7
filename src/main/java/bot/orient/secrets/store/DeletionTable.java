package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** The statements on secrets that are deleted; each inside the caller's transaction. */
final class DeletionTable {

  private DeletionTable() {}

  /** Which secret. */
  record Name(String scope, String key) {}

  /** The window runs by the database's clock. */
  static void markDeleted(Connection connection, UUID uid, Duration window) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update orient_store.secrets
            set state = 'deleted', updated_at = clock_timestamp(), deleted_at = clock_timestamp(),
                restorable_until = clock_timestamp() + make_interval(secs => ?)
            where uid = ?
            """)) {
      update.setDouble(1, window.toSeconds());
      update.setObject(2, uid);
      update.executeUpdate();
    }
  }

  /** Whether the undelete window is open. */
  static boolean isRestorable(Connection connection, UUID uid) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select 1 from orient_store.secrets
            where uid = ? and restorable_until > clock_timestamp()
            """)) {
      select.setObject(1, uid);
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  /** Makes the version it was deleted with readable again; tells the new revision. */
  static long reactivate(Connection connection, UUID uid) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update orient_store.secrets
            set state = 'active', updated_at = clock_timestamp(), deleted_at = null,
                restorable_until = null
            where uid = ?
            returning revision
            """)) {
      update.setObject(1, uid);
      return SecretTable.revision(update);
    }
  }

  static void markDestroyed(Connection connection, UUID uid) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update orient_store.secrets
            set restorable_until = null, updated_at = clock_timestamp() where uid = ?
            """)) {
      update.setObject(1, uid);
      update.executeUpdate();
    }
  }

  /** A deleted secret whose window is over and that no other transaction is at. */
  static Optional<Name> lockExpired(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                select scope, name from orient_store.secrets
                where restorable_until <= clock_timestamp()
                order by restorable_until
                limit 1
                for update skip locked
                """);
        ResultSet row = select.executeQuery()) {
      return row.next()
          ? Optional.of(new Name(row.getString(1), row.getString(2)))
          : Optional.empty();
    }
  }
}
