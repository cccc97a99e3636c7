package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what became of a secret. */
final class HistoryTable {

  private HistoryTable() {}

  /** Empty when it was never written. One statement, so that all of it is of one moment. */
  static Optional<SecretHistory> of(Connection connection, String scope, String key)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select s.state = 'active', s.current_version, s.revision, s.deleted_at,
                   s.restorable_until, v.version, v.created_at, v.actor, v.actor_kind, v.action,
                   v.copied_from, v.destroyed_at
            from orient_store.secrets s
            join orient_store.secret_versions v on v.secret_uid = s.uid
            where s.scope = ? and s.name = ?
            order by v.version desc
            """)) {
      select.setString(1, scope);
      select.setString(2, key);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(history(row)) : Optional.empty();
      }
    }
  }

  /** From the first of the rows, which all tell the same of the secret. */
  private static SecretHistory history(ResultSet row) throws SQLException {
    boolean active = row.getBoolean(1);
    long current = row.getLong(2);
    long revision = row.getLong(3);
    Instant deletedAt = SecretTable.instant(row, 4);
    Instant restorableUntil = SecretTable.instant(row, 5);
    List<SecretHistory.Version> versions = new ArrayList<>();
    do {
      versions.add(version(row, active ? current : 0));
    } while (row.next());
    return new SecretHistory(
        state(active, restorableUntil), current, revision, deletedAt, restorableUntil, versions);
  }

  private static SecretHistory.State state(boolean active, Instant restorableUntil) {
    if (active) {
      return SecretHistory.State.ACTIVE;
    }
    return restorableUntil == null ? SecretHistory.State.DESTROYED : SecretHistory.State.DELETED;
  }

  private static SecretHistory.Version version(ResultSet row, long readable) throws SQLException {
    Instant destroyedAt = SecretTable.instant(row, 12);
    String kind = row.getString(9);
    return new SecretHistory.Version(
        row.getLong(6),
        versionState(row.getLong(6), destroyedAt, readable),
        SecretTable.instant(row, 7),
        row.getString(8),
        kind == null ? null : Actor.Kind.valueOf(kind),
        row.getString(10),
        row.getObject(11, Long.class),
        destroyedAt);
  }

  private static SecretHistory.VersionState versionState(
      long version, Instant destroyedAt, long readable) {
    if (destroyedAt != null) {
      return SecretHistory.VersionState.DESTROYED;
    }
    return version == readable
        ? SecretHistory.VersionState.CURRENT
        : SecretHistory.VersionState.KEPT;
  }
}
