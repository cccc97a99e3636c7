package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads what became of a secret. */
final class HistoryTable {

  private HistoryTable() {}

  /** As it stands, with all its versions; empty when it was never written. */
  static Optional<SecretHistory> of(Connection connection, String scope, String key)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select uid, state = 'active', current_version, revision, deleted_at, restorable_until
            from orient_store.secrets
            where scope = ? and name = ? and current_version > 0
            """)) {
      select.setString(1, scope);
      select.setString(2, key);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(history(connection, row)) : Optional.empty();
      }
    }
  }

  private static SecretHistory history(Connection connection, ResultSet row) throws SQLException {
    boolean active = row.getBoolean(2);
    long current = row.getLong(3);
    Instant restorableUntil = SecretTable.instant(row, 6);
    SecretHistory.State state =
        restorableUntil == null ? SecretHistory.State.DESTROYED : SecretHistory.State.DELETED;
    return new SecretHistory(
        active ? SecretHistory.State.ACTIVE : state,
        current,
        row.getLong(4),
        SecretTable.instant(row, 5),
        restorableUntil,
        versions(connection, row.getObject(1, UUID.class), active ? current : 0));
  }

  /**
   * Newest first.
   *
   * @param current the version that is read, 0 for none
   */
  private static List<SecretHistory.Version> versions(
      Connection connection, UUID secret, long current) throws SQLException {
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
    Instant destroyedAt = SecretTable.instant(row, 7);
    String kind = row.getString(4);
    return new SecretHistory.Version(
        row.getLong(1),
        state(row.getLong(1), destroyedAt, current),
        SecretTable.instant(row, 2),
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
}
