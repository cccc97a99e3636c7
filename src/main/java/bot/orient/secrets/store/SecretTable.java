package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The statements that writing a secret is made of; each inside the caller's transaction. */
final class SecretTable {

  private SecretTable() {}

  /**
   * A secret as it stands.
   *
   * @param newestVersion the highest number ever used, 0 for none
   * @param envelope of the current version; null when there is none, or it was destroyed
   * @param deletedAt null while it is active
   * @param restorableUntil null while it is active, and when it was destroyed
   */
  record Row(
      UUID uid,
      long currentVersion,
      boolean active,
      long newestVersion,
      String fingerprint,
      byte[] envelope,
      long revision,
      Instant deletedAt,
      Instant restorableUntil) {

    /** The version that a reader sees; 0 for none. */
    long visibleVersion() {
      return active ? currentVersion : 0;
    }

    /** The revision that a reader sees; 0 for none. */
    long visibleRevision() {
      return active ? revision : 0;
    }
  }

  /** Makes the row when there is none and keeps others from writing it until the commit. */
  static Row lock(Connection connection, String scope, String key) throws SQLException {
    if (find(connection, scope, key).isEmpty()) {
      insert(connection, scope, key);
    }
    // A statement of its own, to see what another writer committed while this one waited.
    return find(connection, scope, key).orElseThrow();
  }

  /** The row, locked, if there is one. */
  static Optional<Row> find(Connection connection, String scope, String key) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement(
            "select 1 from orient_store.secrets where scope = ? and name = ? for update")) {
      lock.setString(1, scope);
      lock.setString(2, key);
      try (ResultSet row = lock.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
      }
    }
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select s.uid, s.current_version, s.state = 'active',
                   (select coalesce(max(n.version), 0)
                    from orient_store.secret_versions n where n.secret_uid = s.uid),
                   v.fingerprint, v.envelope, s.revision, s.deleted_at, s.restorable_until
            from orient_store.secrets s
            left join orient_store.secret_versions v
              on v.secret_uid = s.uid and v.version = s.current_version
            where s.scope = ? and s.name = ?
            """)) {
      select.setString(1, scope);
      select.setString(2, key);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return Optional.of(
            new Row(
                row.getObject(1, UUID.class),
                row.getLong(2),
                row.getBoolean(3),
                row.getLong(4),
                row.getString(5),
                row.getBytes(6),
                row.getLong(7),
                instant(row, 8),
                instant(row, 9)));
      }
    }
  }

  /** Null stays null. */
  static Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static void insert(Connection connection, String scope, String key) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into orient_store.secrets (uid, scope, name, current_version, state)
            values (?, ?, ?, 0, 'deleted')
            on conflict (scope, name) do nothing
            """)) {
      insert.setObject(1, UUID.randomUUID());
      insert.setString(2, scope);
      insert.setString(3, key);
      insert.executeUpdate();
    }
  }

  /**
   * Makes a version the current one.
   *
   * @param category null leaves what is stored, as does description
   * @return the new revision
   */
  static long activate(
      Connection connection, UUID uid, long version, String category, String description)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update orient_store.secrets
            set current_version = ?, state = 'active', updated_at = clock_timestamp(),
                deleted_at = null, restorable_until = null,
                category = coalesce(?, category), description = coalesce(?, description)
            where uid = ?
            returning revision
            """)) {
      update.setLong(1, version);
      update.setString(2, category);
      update.setString(3, description);
      update.setObject(4, uid);
      return revision(update);
    }
  }

  /** What an update with {@code returning revision} tells. */
  static long revision(PreparedStatement update) throws SQLException {
    try (ResultSet row = update.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  static List<SecretSummary> list(Connection connection, String scope) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select name, category, description, current_version, created_at, updated_at, revision
            from orient_store.secrets
            where scope = ? and state = 'active'
            order by name collate "C"
            """)) {
      select.setString(1, scope);
      try (ResultSet row = select.executeQuery()) {
        List<SecretSummary> found = new ArrayList<>();
        while (row.next()) {
          found.add(
              new SecretSummary(
                  row.getString(1),
                  row.getString(2),
                  row.getString(3),
                  row.getLong(4),
                  row.getObject(5, OffsetDateTime.class).toInstant(),
                  row.getObject(6, OffsetDateTime.class).toInstant(),
                  row.getLong(7)));
        }
        return found;
      }
    }
  }
}
