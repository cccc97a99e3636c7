package bot.orient.secrets.store;

import bot.orient.secrets.crypto.EncryptionContext;
import bot.orient.secrets.crypto.EnvelopeCipher;
import bot.orient.secrets.crypto.KeyId;
import bot.orient.secrets.crypto.OpenResult;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.crypto.Seed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Adds a version to a secret whose row the caller's transaction has locked; version, audit row and
 * feed row commit together, and so does the end of versions that are too many.
 */
final class VersionWriter {

  private final StoreKeys keys;
  private final SeedVault seeds;
  private final Retention retention;
  private final AuditLog audit;
  private final EnvelopeCipher cipher = new EnvelopeCipher();

  VersionWriter(StoreKeys keys, SeedVault seeds, Retention retention, AuditLog audit) {
    this.keys = keys;
    this.seeds = seeds;
    this.retention = retention;
    this.audit = audit;
  }

  /**
   * A version to add.
   *
   * @param category null leaves what is stored, as does description
   * @param action for the audit
   * @param copiedFrom the version whose value this is, null for a new value
   */
  record NewVersion(
      String scope,
      String key,
      SecretBytes value,
      String category,
      String description,
      String action,
      Long copiedFrom,
      WriteAttempt attempt) {}

  String fingerprint(String scope, String key, SecretBytes value) {
    return keys.internal().fingerprint(scope, key, value);
  }

  /**
   * Writes, unless the value is the current one already.
   *
   * @param seed of the scope, from {@link SeedVault#sealing}
   */
  PutResult write(
      Connection connection, NewVersion wanted, Actor actor, Seed seed, SecretTable.Row row)
      throws SQLException {
    String fingerprint = fingerprint(wanted.scope(), wanted.key(), wanted.value());
    if (isCurrent(connection, wanted, row, fingerprint)) {
      PutResult.Unchanged unchanged =
          new PutResult.Unchanged(row.visibleVersion(), row.visibleRevision());
      if (wanted.attempt().given()) {
        RequestLog.addUnchanged(
            connection, row.uid(), wanted.attempt().token(), fingerprint, unchanged);
      }
      return unchanged;
    }
    CompromisedValues.refuse(connection, row, wanted.key(), fingerprint);
    seeds.confirm(connection, seed);
    long version = Math.max(row.currentVersion(), row.newestVersion()) + 1;
    EncryptionContext context =
        EncryptionContext.secretValue(
            keys.store(), wanted.scope(), row.uid(), wanted.key(), version);
    byte[] envelope = cipher.seal(seed, context, wanted.value());
    long revision =
        SecretTable.activate(
            connection, row.uid(), version, wanted.category(), wanted.description());
    VersionTable.add(
        connection,
        row.uid(),
        new VersionTable.NewRow(
            version,
            envelope,
            fingerprint,
            actor,
            wanted.action(),
            wanted.copiedFrom(),
            revision,
            wanted.attempt().token()));
    audit.add(
        connection,
        wanted.scope(),
        actor,
        AuditLog.Event.of(wanted.action(), wanted.key()).versions(cameFrom(wanted, row), version));
    ChangeOutbox.add(connection, new Change(wanted.scope(), Change.Kind.SECRET, wanted.key()));
    destroySurplus(connection, wanted, actor, row, version);
    return new PutResult.Written(version, revision);
  }

  /** Of a rollback the version it copied, else the one that was current; null for none. */
  private static Long cameFrom(NewVersion wanted, SecretTable.Row row) {
    if (wanted.copiedFrom() != null) {
      return wanted.copiedFrom();
    }
    return row.visibleVersion() == 0 ? null : row.visibleVersion();
  }

  private void destroySurplus(
      Connection connection, NewVersion wanted, Actor actor, SecretTable.Row row, long newest)
      throws SQLException {
    long last = newest - retention.versions();
    if (last > 0) {
      for (long version : VersionTable.destroySurplus(connection, row.uid(), last)) {
        audit.add(
            connection,
            wanted.scope(),
            actor,
            AuditLog.Event.of(AuditLog.DESTROY, wanted.key()).versions(version, null));
      }
    }
  }

  /**
   * The fingerprint alone would do for an honest row. A row that was tampered with is written anew,
   * so that writing the same value again mends it.
   */
  private boolean isCurrent(
      Connection connection, NewVersion wanted, SecretTable.Row row, String fingerprint)
      throws SQLException {
    if (!row.active()
        || row.envelope() == null
        || row.currentVersion() != row.newestVersion()
        || !fingerprint.equals(row.fingerprint())) {
      return false;
    }
    EncryptionContext context =
        EncryptionContext.secretValue(
            keys.store(), wanted.scope(), row.uid(), wanted.key(), row.currentVersion());
    Optional<KeyId> named = EnvelopeCipher.keyId(row.envelope());
    if (named.isEmpty() || DataKeyTable.wentWithItsScope(connection, named.get().uuid())) {
      return false;
    }
    Optional<Seed> sealedWith = seeds.find(connection, wanted.scope(), named.get());
    OpenResult opened = cipher.open(row.envelope(), context, id -> sealedWith);
    if (opened instanceof OpenResult.Opened current) {
      try (var value = current.value()) {
        return value.equals(wanted.value());
      }
    }
    return false;
  }
}
