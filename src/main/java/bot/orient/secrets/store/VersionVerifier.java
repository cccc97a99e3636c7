package bot.orient.secrets.store;

import bot.orient.secrets.crypto.EncryptionContext;
import bot.orient.secrets.crypto.EnvelopeCipher;
import bot.orient.secrets.crypto.KekUnavailableException;
import bot.orient.secrets.crypto.KeyId;
import bot.orient.secrets.crypto.KeyServiceUnavailableException;
import bot.orient.secrets.crypto.OpenResult;
import bot.orient.secrets.crypto.WrappedSeed;
import bot.orient.secrets.store.Finding.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;

/** Opens every version, and compares versions with what the audit trail tells of them. */
final class VersionVerifier {

  /** Envelopes are up to 66 kB. */
  private static final int FETCH_SIZE = 50;

  private final StoreKeys keys;
  private final SeedVault seeds;
  private final Findings findings;
  private final EnvelopeCipher cipher = new EnvelopeCipher();
  private long secrets;
  private long versions;
  private long dataKeys;

  VersionVerifier(StoreKeys keys, SeedVault seeds, Findings findings) {
    this.keys = keys;
    this.seeds = seeds;
    this.findings = findings;
  }

  /**
   * Checks all values.
   *
   * @param connection in a transaction, of one snapshot
   * @param retiredBefore audit rows that are older may be gone
   * @throws KeyServiceAwayException when keys are with a service that does not answer: that would
   *     look like damage
   */
  void verify(Connection connection, Instant retiredBefore) throws SQLException {
    unwrapDataKeys(connection);
    findReturnedDataKeys(connection);
    openVersions(connection, retiredBefore);
    comparePointers(connection);
    findVersionsWithoutAudit(connection, retiredBefore);
    findAuditWithoutVersion(connection);
    findValuesGoneWithoutAudit(connection, retiredBefore);
  }

  private void unwrapDataKeys(Connection connection) throws SQLException {
    for (WrappedSeed wrapped : DataKeyTable.all(connection)) {
      dataKeys++;
      try {
        keys.ring().unwrap(wrapped).close();
      } catch (KeyServiceUnavailableException e) {
        throw StoreKeyException.of(e);
      } catch (KekUnavailableException e) {
        findings.add(
            new Finding(
                Kind.DATA_KEY_UNUSABLE,
                new Finding.DataKeySubject(wrapped.label().id().toString()),
                e.getMessage()));
      }
    }
  }

  /** The trail is asked as well: the request's row may have gone the same way as the key came. */
  private void findReturnedDataKeys(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                select k.seed_id, k.scope, k.generation
                from orient_store.data_keys k
                where k.wrapped is not null and k.purpose = 'SCOPE'
                  and (exists (
                    select 1 from orient_store.scope_destructions d where
            """
                    + DataKeyTable.WENT_WITH_SCOPE
                    + """
                    )
                  or exists (
                    select 1 from orient_store.audit_log l
                    where l.scope = k.scope and l.action = 'scope-destroyed'
                      and l.version_to >= k.generation))
                """);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        findings.add(
            new Finding(
                Kind.DATA_KEY_RETURNED,
                new Finding.DataKeySubject(row.getString(1)),
                "generation %d of the key of scope %s was destroyed on purpose and is there again, as from a backup: the operator destroys it again; find out who put it back"
                    .formatted(row.getInt(3), row.getString(2))));
      }
    }
  }

  private void openVersions(Connection connection, Instant retiredBefore) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select s.scope, s.name, s.uid, v.version, v.envelope
            from orient_store.secret_versions v
            join orient_store.secrets s on s.uid = v.secret_uid
            -- Those without one are looked at by findValuesGoneWithoutAudit.
            where v.envelope is not null
              -- What went with its scope is no damage, if the trail tells of it.
              and not exists (
                select 1
                from orient_store.data_keys k
                join orient_store.scope_destructions d on
            """
                + DataKeyTable.WENT_WITH_SCOPE
                + """
                where k.seed_id = encode(substring(v.envelope from 9 for 16), 'hex')::uuid
                  and k.scope = s.scope and v.created_at <= d.ended_at
                  and (d.ended_at < ? or exists (
                    select 1 from orient_store.audit_log l
                    where l.scope = d.scope and l.action = 'scope-destroyed'
                      and l.version_to = d.through_generation)))
            """)) {
      select.setFetchSize(FETCH_SIZE);
      select.setObject(1, retiredBefore.atOffset(ZoneOffset.UTC));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          versions++;
          open(
              row.getString(1),
              row.getString(2),
              row.getObject(3, UUID.class),
              row.getLong(4),
              row.getBytes(5));
        }
      }
    }
  }

  private void open(String scope, String key, UUID uid, long version, byte[] envelope) {
    EncryptionContext context =
        EncryptionContext.secretValue(keys.store(), scope, uid, key, version);
    KeyId[] named = new KeyId[1];
    OpenResult opened =
        cipher.open(
            envelope,
            context,
            id -> {
              named[0] = id;
              return seeds.find(scope, id);
            });
    if (opened instanceof OpenResult.Opened value) {
      value.value().close();
      return;
    }
    switch (((OpenResult.Rejected) opened).reason()) {
      case MALFORMED, TAMPERED ->
          add(
              Kind.VERSION_CHANGED,
              scope,
              key,
              version,
              "its ciphertext was changed outside the operator: write the value again");
      case CONTEXT_OR_KEY_MISMATCH ->
          add(
              Kind.VERSION_MOVED,
              scope,
              key,
              version,
              "its ciphertext belongs to another secret, scope, version or store: write the value"
                  + " again");
      case UNKNOWN_KEY ->
          add(Kind.VERSION_WITHOUT_KEY, scope, key, version, seeds.whyUnusable(scope, named[0]));
    }
  }

  private void comparePointers(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select s.scope, s.name, s.current_version, coalesce(max(v.version), 0)
            from orient_store.secrets s
            left join orient_store.secret_versions v on v.secret_uid = s.uid
            group by s.uid
            """)) {
      select.setFetchSize(StoreVerifier.FETCH_SIZE);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          secrets++;
          comparePointer(row.getString(1), row.getString(2), row.getLong(3), row.getLong(4));
        }
      }
    }
  }

  private void comparePointer(String scope, String key, long current, long newest) {
    if (current > newest) {
      add(
          Kind.VERSION_MISSING,
          scope,
          key,
          current,
          "the secret points to it, and it is not there: write the value again");
    } else if (current < newest) {
      findings.add(
          new Finding(
              Kind.SECRET_ROLLED_BACK,
              new Finding.SecretSubject(scope, key),
              "it was put back from version "
                  + newest
                  + " to "
                  + current
                  + " outside the operator: write the value again"));
    }
  }

  private void findVersionsWithoutAudit(Connection connection, Instant retiredBefore)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select s.scope, s.name, v.version
            from orient_store.secret_versions v
            join orient_store.secrets s on s.uid = v.secret_uid
            where v.created_at >= ?
              and not exists (
                select 1 from orient_store.audit_log l
                where l.scope = s.scope and l.key_name = s.name and l.version_to = v.version
                  and l.action = any (?))
            """)) {
      select.setFetchSize(StoreVerifier.FETCH_SIZE);
      select.setObject(1, retiredBefore.atOffset(ZoneOffset.UTC));
      select.setArray(2, connection.createArrayOf("text", AuditLog.WRITES.toArray()));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          add(
              Kind.VERSION_WITHOUT_AUDIT,
              row.getString(1),
              row.getString(2),
              row.getLong(3),
              "no audit row tells of it: the row was removed or changed, or the version was written"
                  + " outside the operator");
        }
      }
    }
  }

  private void findAuditWithoutVersion(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select l.scope, l.key_name, l.version_to, l.seq
            from orient_store.audit_log l
            where l.action = any (?)
              and not exists (
                select 1
                from orient_store.secrets s
                join orient_store.secret_versions v on v.secret_uid = s.uid
                where s.scope = l.scope and s.name = l.key_name and v.version = l.version_to)
            """)) {
      select.setFetchSize(StoreVerifier.FETCH_SIZE);
      select.setArray(1, connection.createArrayOf("text", AuditLog.WRITES.toArray()));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          add(
              Kind.VERSION_MISSING,
              row.getString(1),
              row.getString(2),
              row.getLong(3),
              "audit row " + row.getLong(4) + " tells that it was written, and it is not there");
        }
      }
    }
  }

  /**
   * Whether a value was destroyed by a person, with its secret or because newer ones were too many:
   * each version has an audit row of its own that says so.
   */
  private void findValuesGoneWithoutAudit(Connection connection, Instant retiredBefore)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select s.scope, s.name, v.version
            from orient_store.secret_versions v
            join orient_store.secrets s on s.uid = v.secret_uid
            where v.envelope is null
              -- It cannot have gone before it came, whatever its row says.
              and (v.destroyed_at is null or greatest(v.destroyed_at, v.created_at) >= ?)
              and not exists (
                select 1 from orient_store.audit_log l
                where l.scope = s.scope and l.key_name = s.name and l.version_from = v.version
                  and l.action = ?)
            """)) {
      select.setFetchSize(StoreVerifier.FETCH_SIZE);
      select.setObject(1, retiredBefore.atOffset(ZoneOffset.UTC));
      select.setString(2, AuditLog.DESTROY);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          add(
              Kind.VALUE_GONE_WITHOUT_AUDIT,
              row.getString(1),
              row.getString(2),
              row.getLong(3),
              "its value is gone, and no audit row tells that it was destroyed: it was removed"
                  + " outside the operator, or the row was. If it is still needed, restore it from a"
                  + " backup, or write the value again");
        }
      }
    }
  }

  private void add(Kind kind, String scope, String key, long version, String message) {
    findings.add(Finding.version(kind, scope, key, version, message));
  }

  VerificationReport.Values values() {
    return new VerificationReport.Values(secrets, versions, dataKeys);
  }
}
