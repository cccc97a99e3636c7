package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Deletes secrets, brings them back within their window, and destroys values for good; change,
 * audit row and feed row commit together.
 */
final class SecretRemover {

  private final Database database;
  private final Retention retention;
  private final AuditLog audit;

  SecretRemover(Database database, Retention retention, AuditLog audit) {
    this.database = database;
    this.retention = retention;
    this.audit = audit;
  }

  boolean delete(String scope, String key, Actor actor) {
    check(scope, actor);
    return database.transaction(
        "deleting " + scope + "/" + key,
        scope,
        connection -> {
          SecretTable.Row row = SecretTable.find(connection, scope, key).orElse(null);
          if (row == null || !row.active()) {
            return false;
          }
          DeletionTable.markDeleted(connection, row.uid(), retention.undeleteWindow());
          tell(connection, scope, key, actor, AuditLog.DELETE, row.currentVersion(), null);
          return true;
        });
  }

  /**
   * The same version is read again: nothing is decrypted, and who asked for that version keeps it.
   */
  UndeleteResult undelete(String scope, String key, Actor actor) {
    check(scope, actor);
    return database.transaction(
        "undeleting " + scope + "/" + key,
        scope,
        connection -> {
          SecretTable.Row row = SecretTable.find(connection, scope, key).orElse(null);
          if (row == null || row.currentVersion() == 0) {
            return new UndeleteResult.Unknown();
          }
          if (row.active()) {
            return new UndeleteResult.NotDeleted(row.currentVersion(), row.revision());
          }
          if (row.envelope() == null || !DeletionTable.isRestorable(connection, row.uid())) {
            return new UndeleteResult.TooLate(row.deletedAt());
          }
          long revision = DeletionTable.reactivate(connection, row.uid());
          tell(connection, scope, key, actor, AuditLog.UNDELETE, null, row.currentVersion());
          return new UndeleteResult.Restored(row.currentVersion(), revision);
        });
  }

  /** Destroys all versions of a deleted secret. */
  DestroyResult destroy(String scope, String key, Actor actor) {
    check(scope, actor);
    return database.transaction(
        "destroying " + scope + "/" + key,
        scope,
        connection -> {
          SecretTable.Row row = SecretTable.find(connection, scope, key).orElse(null);
          if (row == null || row.newestVersion() == 0) {
            return new DestroyResult.Unknown();
          }
          return row.active()
              ? new DestroyResult.InUse(row.currentVersion())
              : destroyAll(connection, scope, key, row, actor);
        });
  }

  /** Destroys one version that is not read. */
  DestroyResult destroyVersion(String scope, String key, long version, Actor actor) {
    check(scope, actor);
    return database.transaction(
        "destroying version " + version + " of " + scope + "/" + key,
        scope,
        connection -> {
          SecretTable.Row row = SecretTable.find(connection, scope, key).orElse(null);
          if (row == null || VersionTable.fingerprint(connection, row.uid(), version).isEmpty()) {
            return new DestroyResult.Unknown();
          }
          if (row.visibleVersion() == version) {
            return new DestroyResult.InUse(version);
          }
          List<Long> destroyed = VersionTable.destroyOne(connection, row.uid(), version);
          for (long one : destroyed) {
            tell(connection, scope, key, actor, AuditLog.DESTROY, one, null);
          }
          return new DestroyResult.Destroyed(destroyed.size());
        });
  }

  /**
   * Destroys one secret whose window is over, if there is one that no other replica is at.
   *
   * @return how many versions; empty when nothing is left to do
   */
  Optional<Integer> destroyExpired(Actor actor) {
    return database.transaction(
        "destroying a secret whose undelete window is over",
        connection -> {
          DeletionTable.Name expired = DeletionTable.lockExpired(connection).orElse(null);
          if (expired == null) {
            return Optional.empty();
          }
          SecretTable.Row row =
              SecretTable.find(connection, expired.scope(), expired.key()).orElseThrow();
          DestroyResult.Destroyed destroyed =
              destroyAll(connection, expired.scope(), expired.key(), row, actor);
          return Optional.of(destroyed.versions());
        });
  }

  private DestroyResult.Destroyed destroyAll(
      Connection connection, String scope, String key, SecretTable.Row row, Actor actor)
      throws SQLException {
    List<Long> destroyed = VersionTable.destroyUpTo(connection, row.uid(), row.newestVersion());
    if (row.restorableUntil() != null) {
      DeletionTable.markDestroyed(connection, row.uid());
    }
    for (long version : destroyed) {
      audit(connection, scope, key, actor, AuditLog.DESTROY, version, null);
    }
    return new DestroyResult.Destroyed(destroyed.size());
  }

  private void tell(
      Connection connection,
      String scope,
      String key,
      Actor actor,
      String action,
      Long from,
      Long to)
      throws SQLException {
    audit(connection, scope, key, actor, action, from, to);
    ChangeOutbox.add(connection, new Change(scope, Change.Kind.SECRET, key));
  }

  private void audit(
      Connection connection,
      String scope,
      String key,
      Actor actor,
      String action,
      Long from,
      Long to)
      throws SQLException {
    audit.add(connection, scope, actor, AuditLog.Event.of(action, key).versions(from, to));
  }

  private static void check(String scope, Actor actor) {
    WriteRules.scope(scope);
    WriteRules.actor(actor);
  }
}
