package bot.orient.secrets.store;

import bot.orient.secrets.crypto.EncryptionContext;
import bot.orient.secrets.crypto.EnvelopeCipher;
import bot.orient.secrets.crypto.OpenResult;
import bot.orient.secrets.crypto.Seed;
import java.sql.Connection;
import java.sql.SQLException;

/** Writes values as new versions, and deletes; change, audit row and feed row commit together. */
final class SecretWriter {

  private final Database database;
  private final StoreKeys keys;
  private final SeedVault seeds;
  private final EnvelopeCipher cipher = new EnvelopeCipher();

  SecretWriter(Database database, StoreKeys keys, SeedVault seeds) {
    this.database = database;
    this.keys = keys;
    this.seeds = seeds;
  }

  PutResult put(PutRequest request, Actor actor) {
    WriteRules.check(request);
    WriteRules.actor(actor);
    Seed seed = seeds.forWriting(request.scope());
    return database.transaction(
        "writing " + request.scope() + "/" + request.key(),
        request.scope(),
        connection -> put(connection, request, actor, seed));
  }

  private PutResult put(Connection connection, PutRequest request, Actor actor, Seed seed)
      throws SQLException {
    long expected = request.expectedVersion().orElse(0);
    if (expected > 0 && SecretTable.find(connection, request.scope(), request.key()).isEmpty()) {
      return new PutResult.Conflict(0);
    }
    SecretTable.Row row = SecretTable.lock(connection, request.scope(), request.key());
    long visible = row.visibleVersion();
    if (request.expectedVersion().isPresent() && expected != visible) {
      return new PutResult.Conflict(visible);
    }
    String action = visible == 0 ? AuditLog.CREATE : AuditLog.UPDATE;
    return writeLocked(connection, request, actor, seed, action, row);
  }

  /**
   * Writes inside the caller's transaction, which has locked the row.
   *
   * @param seed of the scope, from {@link SeedVault#forWriting}
   */
  PutResult writeLocked(
      Connection connection,
      PutRequest request,
      Actor actor,
      Seed seed,
      String action,
      SecretTable.Row row)
      throws SQLException {
    long visible = row.visibleVersion();
    String fingerprint =
        keys.internal().fingerprint(request.scope(), request.key(), request.value());
    if (isCurrent(request, row, fingerprint)) {
      return new PutResult.Unchanged(visible);
    }
    long version = Math.max(row.currentVersion(), row.newestVersion()) + 1;
    EncryptionContext context =
        EncryptionContext.secretValue(
            keys.store(), request.scope(), row.uid(), request.key(), version);
    seeds.keep(connection, request.scope(), seed);
    byte[] envelope = cipher.seal(seed, context, request.value());
    SecretTable.addVersion(connection, row.uid(), version, envelope, fingerprint);
    SecretTable.activate(connection, row.uid(), version, request.category(), request.description());
    AuditLog.add(
        connection,
        request.scope(),
        actor,
        AuditLog.Event.of(action, request.key()).versions(visible == 0 ? null : visible, version));
    ChangeOutbox.add(connection, new Change(request.scope(), Change.Kind.SECRET, request.key()));
    return new PutResult.Written(version);
  }

  boolean delete(String scope, String key, Actor actor) {
    WriteRules.scope(scope);
    WriteRules.actor(actor);
    return database.transaction(
        "deleting " + scope + "/" + key,
        scope,
        connection -> {
          SecretTable.Row row = SecretTable.find(connection, scope, key).orElse(null);
          if (row == null || !row.active()) {
            return false;
          }
          SecretTable.markDeleted(connection, row.uid());
          AuditLog.add(
              connection,
              scope,
              actor,
              AuditLog.Event.of(AuditLog.DELETE, key).versions(row.currentVersion(), null));
          ChangeOutbox.add(connection, new Change(scope, Change.Kind.SECRET, key));
          return true;
        });
  }

  /**
   * The fingerprint alone would do for an honest row. A row that was tampered with is written anew,
   * so that writing the same value again mends it.
   */
  private boolean isCurrent(PutRequest request, SecretTable.Row row, String fingerprint) {
    if (!row.active()
        || row.envelope() == null
        || row.currentVersion() != row.newestVersion()
        || !fingerprint.equals(row.fingerprint())) {
      return false;
    }
    EncryptionContext context =
        EncryptionContext.secretValue(
            keys.store(), request.scope(), row.uid(), request.key(), row.currentVersion());
    OpenResult opened =
        cipher.open(row.envelope(), context, id -> seeds.known(request.scope()).find(id));
    if (opened instanceof OpenResult.Opened current) {
      try (var value = current.value()) {
        return value.equals(request.value());
      }
    }
    return false;
  }
}
