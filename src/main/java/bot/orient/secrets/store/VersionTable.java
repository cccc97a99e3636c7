package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The statements on versions; each inside the caller's transaction. */
final class VersionTable {

  private VersionTable() {}

  /**
   * A version to add.
   *
   * @param revision the secret's with this version
   */
  record NewRow(
      long version,
      byte[] envelope,
      String fingerprint,
      Actor actor,
      String action,
      Long copiedFrom,
      long revision,
      RequestToken token) {}

  static void add(Connection connection, UUID secret, NewRow row) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into orient_store.secret_versions
              (secret_uid, version, envelope, fingerprint, actor, actor_kind, action, copied_from,
               revision, request_token)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)) {
      insert.setObject(1, secret);
      insert.setLong(2, row.version());
      insert.setBytes(3, row.envelope());
      insert.setString(4, row.fingerprint());
      insert.setString(5, row.actor().name());
      insert.setString(6, row.actor().kind().name());
      insert.setString(7, row.action());
      insert.setObject(8, row.copiedFrom(), Types.BIGINT);
      insert.setLong(9, row.revision());
      insert.setString(10, row.token().text());
      insert.executeUpdate();
    }
  }

  /** Empty when there never was such a version; a destroyed one has it still. */
  static Optional<String> fingerprint(Connection connection, UUID secret, long version)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select fingerprint from orient_store.secret_versions
            where secret_uid = ? and version = ?
            """)) {
      select.setObject(1, secret);
      select.setLong(2, version);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    }
  }

  /** Destroys a version and all older ones; tells those that had a value until now. */
  static List<Long> destroyUpTo(Connection connection, UUID secret, long version)
      throws SQLException {
    return destroy(connection, secret, 1, version);
  }

  /**
   * Destroys what is beyond the versions that are kept, but for those that are held; tells which.
   *
   * @param last the newest that is not kept
   */
  static List<Long> destroySurplus(Connection connection, UUID secret, long last)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update orient_store.secret_versions v
            set envelope = null, destroyed_at = clock_timestamp()
            where v.secret_uid = ? and v.version <= ? and v.envelope is not null
              and not exists (
                select 1 from orient_store.version_holds h
                where h.secret_uid = v.secret_uid and h.version = v.version
                  and h.read_at > clock_timestamp() - ? * interval '1 second')
            returning v.version
            """)) {
      update.setObject(1, secret);
      update.setLong(2, last);
      update.setLong(3, VersionHolds.LONGEST_SECONDS);
      return versions(update);
    }
  }

  /** Destroys one version; empty when it was destroyed already. */
  static List<Long> destroyOne(Connection connection, UUID secret, long version)
      throws SQLException {
    return destroy(connection, secret, version, version);
  }

  private static List<Long> destroy(Connection connection, UUID secret, long first, long last)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update orient_store.secret_versions
            set envelope = null, destroyed_at = clock_timestamp()
            where secret_uid = ? and version between ? and ? and envelope is not null
            returning version
            """)) {
      update.setObject(1, secret);
      update.setLong(2, first);
      update.setLong(3, last);
      return versions(update);
    }
  }

  private static List<Long> versions(PreparedStatement update) throws SQLException {
    try (ResultSet row = update.executeQuery()) {
      List<Long> destroyed = new ArrayList<>();
      while (row.next()) {
        destroyed.add(row.getLong(1));
      }
      return destroyed;
    }
  }
}
