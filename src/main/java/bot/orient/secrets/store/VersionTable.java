package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
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
      try (ResultSet row = update.executeQuery()) {
        List<Long> destroyed = new ArrayList<>();
        while (row.next()) {
          destroyed.add(row.getLong(1));
        }
        return destroyed;
      }
    }
  }

  /**
   * Newest first.
   *
   * @param current the version that is read, 0 for none
   */
  static List<SecretHistory.Version> history(Connection connection, UUID secret, long current)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select version, created_at, actor, actor_kind, action, copied_from, destroyed_at
            from orient_store.secret_versions
            where secret_uid = ?
            order by version desc
            """)) {
      select.setObject(1, secret);
      try (ResultSet row = select.executeQuery()) {
        List<SecretHistory.Version> versions = new ArrayList<>();
        while (row.next()) {
          versions.add(version(row, current));
        }
        return versions;
      }
    }
  }

  private static SecretHistory.Version version(ResultSet row, long current) throws SQLException {
    Instant destroyedAt = instant(row, 7);
    String kind = row.getString(4);
    return new SecretHistory.Version(
        row.getLong(1),
        state(row.getLong(1), destroyedAt, current),
        instant(row, 2),
        row.getString(3),
        kind == null ? null : Actor.Kind.valueOf(kind),
        row.getString(5),
        row.getObject(6, Long.class),
        destroyedAt);
  }

  private static SecretHistory.VersionState state(long version, Instant destroyedAt, long current) {
    if (destroyedAt != null) {
      return SecretHistory.VersionState.DESTROYED;
    }
    return version == current
        ? SecretHistory.VersionState.CURRENT
        : SecretHistory.VersionState.KEPT;
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
