package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Which sealed texts were taken over; a row is never changed nor removed. */
final class SealedImportTable {

  private SealedImportTable() {}

  /**
   * What is known of a text and of others for its key.
   *
   * @param sealedAt of the text itself; null when it was never taken over
   * @param newest of all that were taken over for that key; null when none was
   * @param now by the clock of the database
   */
  record Known(Instant sealedAt, Instant newest, Instant now) {}

  static Known find(Connection connection, String scope, String key, byte[] digest)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select max(sealed_at) filter (where digest = ?), max(sealed_at), clock_timestamp()
            from orient_store.sealed_imports
            where scope = ? and name = ?
            """)) {
      select.setBytes(1, digest);
      select.setString(2, scope);
      select.setString(3, key);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return new Known(
            SecretTable.instant(row, 1),
            SecretTable.instant(row, 2),
            row.getObject(3, OffsetDateTime.class).toInstant());
      }
    }
  }

  static void add(Connection connection, String scope, String key, byte[] digest, Instant sealedAt)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into orient_store.sealed_imports (scope, name, digest, sealed_at)
            values (?, ?, ?, ?)
            """)) {
      insert.setString(1, scope);
      insert.setString(2, key);
      insert.setBytes(3, digest);
      insert.setObject(4, sealedAt.atOffset(ZoneOffset.UTC));
      insert.executeUpdate();
    }
  }

  /** Whether a secret is there and not deleted. */
  static boolean isPresent(Connection connection, String scope, String key) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select 1 from orient_store.secrets where scope = ? and name = ? and state = 'active'
            """)) {
      select.setString(1, scope);
      select.setString(2, key);
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    }
  }
}
