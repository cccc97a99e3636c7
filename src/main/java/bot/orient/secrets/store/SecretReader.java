package bot.orient.secrets.store;

import bot.orient.secrets.crypto.EncryptionContext;
import bot.orient.secrets.crypto.EnvelopeCipher;
import bot.orient.secrets.crypto.KeyId;
import bot.orient.secrets.crypto.OpenResult;
import bot.orient.secrets.store.TamperLog.Tampering;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/** Reads values and opens them, each for itself: one bad row spoils no other. */
final class SecretReader {

  /** When its key went with its scope, and whether its value is marked. */
  private static final String OF_KEY_AND_VALUE =
      """
             (select min(d.ended_at)
              from orient_store.data_keys k
              join orient_store.scope_destructions d on
      """
          + DataKeyTable.WENT_WITH_SCOPE
          + """
              where k.seed_id = encode(substring(v.envelope from 9 for 16), 'hex')::uuid
                and k.scope = s.scope),
             c.at, c.actor, c.reason
      """;

  private final Database database;
  private final UUID store;
  private final SeedVault seeds;
  private final VersionHolds holds;
  private final TamperLog tampering;
  private final EnvelopeCipher cipher = new EnvelopeCipher();

  SecretReader(
      Database database, UUID store, SeedVault seeds, VersionHolds holds, TamperLog tampering) {
    this.database = database;
    this.store = store;
    this.seeds = seeds;
    this.holds = holds;
    this.tampering = tampering;
  }

  Map<String, SecretRead> read(String scope, Collection<String> keys) {
    Map<String, SecretRead> result = new LinkedHashMap<>();
    keys.forEach(key -> result.put(key, new SecretRead.Absent()));
    if (!result.isEmpty()) {
      List<Tampering> found = new ArrayList<>();
      // The connection is given back before anything is decrypted.
      for (Row row : rows(scope, keys)) {
        result.put(
            row.key(),
            row.active() ? open(scope, row, found) : new SecretRead.Absent(row.newestVersion()));
      }
      tampering.tell(scope, found);
    }
    return result;
  }

  /** The versions keep their values from now on, see {@link VersionHolds}. */
  Map<String, SecretRead> readVersions(String scope, Map<String, Long> versions) {
    List<Row> rows = rows(scope, versions);
    holds.renew(
        scope,
        rows.stream()
            .filter(Row::holdIsDue)
            .map(row -> new VersionHolds.Held(row.uid(), row.version()))
            .toList());
    return openVersions(scope, versions, rows);
  }

  /** One given version of one key, read once: it is not held. */
  SecretRead readVersion(String scope, String key, long version) {
    Map<String, Long> versions = Map.of(key, version);
    return openVersions(scope, versions, rows(scope, versions)).get(key);
  }

  private Map<String, SecretRead> openVersions(
      String scope, Map<String, Long> versions, List<Row> rows) {
    Map<String, SecretRead> result = new LinkedHashMap<>();
    versions.keySet().forEach(key -> result.put(key, new SecretRead.Absent()));
    List<Tampering> found = new ArrayList<>();
    rows.forEach(row -> result.put(row.key(), openVersion(scope, row, found)));
    tampering.tell(scope, found);
    return result;
  }

  private SecretRead open(String scope, Row row, List<Tampering> found) {
    if (row.envelope() != null && row.version() != row.newestVersion()) {
      found.add(new Tampering(row.key(), row.newestVersion(), row.version()));
      return new SecretRead.Unreadable(
          row.version(),
          "the row was put back from version "
              + row.newestVersion()
              + " to "
              + row.version()
              + " outside the operator: "
              + remedy(row));
    }
    return decrypt(scope, row, found);
  }

  private SecretRead openVersion(String scope, Row row, List<Tampering> found) {
    if (row.destroyedAt() != null) {
      return new SecretRead.NoSuchVersion(
          row.version(),
          "version %d was destroyed at %s"
              .formatted(row.version(), row.destroyedAt().truncatedTo(ChronoUnit.SECONDS)));
    }
    if (row.version() > row.newestVersion()) {
      return new SecretRead.NoSuchVersion(
          row.version(),
          "version %d does not exist, the newest is %d"
              .formatted(row.version(), row.newestVersion()));
    }
    return decrypt(scope, row, found);
  }

  /** The version is part of what the envelope is bound to: no other one opens in its place. */
  private SecretRead decrypt(String scope, Row row, List<Tampering> found) {
    if (row.envelope() == null) {
      found.add(new Tampering(row.key(), row.version(), null));
      return new SecretRead.Unreadable(
          row.version(), "version " + row.version() + " is missing from the store: " + remedy(row));
    }
    if (row.isYoungerThanItsKeysEnd()) {
      found.add(new Tampering(row.key(), row.version(), null));
      return new SecretRead.Unreadable(
          row.version(),
          "the stored value names a key that was destroyed on purpose before it was written; it was"
              + " put there outside the operator: "
              + remedy(row));
    }
    if (row.keyDestroyedAt() != null) {
      return new SecretRead.Unreadable(
          row.version(), DestroyedScope.message(scope, row.keyDestroyedAt()));
    }
    EncryptionContext context =
        EncryptionContext.secretValue(store, scope, row.uid(), row.key(), row.version());
    AtomicReference<KeyId> named = new AtomicReference<>();
    OpenResult opened =
        cipher.open(
            row.envelope(),
            context,
            id -> {
              named.set(id);
              return seeds.find(scope, id);
            });
    if (opened instanceof OpenResult.Opened value) {
      return new SecretRead.Found(value.value(), row.version(), row.writtenAt(), row.compromise());
    }
    OpenResult.Reason reason = ((OpenResult.Rejected) opened).reason();
    // A key that cannot be used now is no damage.
    if (reason != OpenResult.Reason.UNKNOWN_KEY || seeds.isGone(scope, named.get())) {
      found.add(new Tampering(row.key(), row.version(), null));
    }
    return new SecretRead.Unreadable(
        row.version(),
        switch (reason) {
          case MALFORMED -> "the stored value is damaged: " + remedy(row);
          case UNKNOWN_KEY -> seeds.whyUnusable(scope, named.get());
          case CONTEXT_OR_KEY_MISMATCH ->
              "the stored value belongs to another secret, scope, version or store; it was moved"
                  + " there outside the operator: "
                  + remedy(row);
          case TAMPERED -> "the stored value was changed outside the operator: " + remedy(row);
        });
  }

  private static String remedy(Row row) {
    String write = "write the value again";
    return row.version() > 1 ? write + " or roll back to an earlier version" : write;
  }

  private List<Row> rows(String scope, Collection<String> keys) {
    return database.select(
        "reading scope " + scope,
        scope,
        """
        select s.name, s.uid, s.current_version, v.envelope, v.created_at,
               (select coalesce(max(n.version), 0)
                from orient_store.secret_versions n where n.secret_uid = s.uid),
               v.destroyed_at, s.state = 'active', null,
        """
            + OF_KEY_AND_VALUE
            + """
        from orient_store.secrets s
        left join orient_store.secret_versions v
          on v.secret_uid = s.uid and v.version = s.current_version and s.state = 'active'
        left join orient_store.compromised_values c
          on c.secret_uid = s.uid and c.fingerprint = v.fingerprint
        where s.scope = ? and s.name = any (?)
        """,
        (select, first) -> {
          select.setString(first, scope);
          select.setArray(first + 1, select.getConnection().createArrayOf("text", keys.toArray()));
        },
        Row::of);
  }

  private List<Row> rows(String scope, Map<String, Long> versions) {
    if (versions.isEmpty()) {
      return List.of();
    }
    List<String> keys = List.copyOf(versions.keySet());
    return database.select(
        "reading versions in scope " + scope,
        scope,
        """
        select s.name, s.uid, wanted.version, v.envelope, v.created_at,
               (select coalesce(max(n.version), 0)
                from orient_store.secret_versions n where n.secret_uid = s.uid),
               v.destroyed_at, true,
               h.read_at > clock_timestamp() - ? * interval '1 second',
        """
            + OF_KEY_AND_VALUE
            + """
        from unnest(?, ?) as wanted (name, version)
        join orient_store.secrets s
          on s.scope = ? and s.name = wanted.name and s.state = 'active'
        left join orient_store.secret_versions v
          on v.secret_uid = s.uid and v.version = wanted.version
        left join orient_store.version_holds h
          on h.secret_uid = s.uid and h.version = wanted.version
        left join orient_store.compromised_values c
          on c.secret_uid = s.uid and c.fingerprint = v.fingerprint
        """,
        (select, first) -> {
          Connection connection = select.getConnection();
          select.setLong(first, VersionHolds.RENEWED_AFTER.toSeconds());
          select.setArray(first + 1, connection.createArrayOf("text", keys.toArray()));
          select.setArray(
              first + 2,
              connection.createArrayOf("bigint", keys.stream().map(versions::get).toArray()));
          select.setString(first + 3, scope);
        },
        Row::of);
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  /**
   * A row of one version.
   *
   * @param held lately, so there is nothing to write
   * @param keyDestroyedAt when its key went with its scope, on purpose: this is asked with each
   *     read, because the key may still be in memory here. Null if it did not
   * @param compromise null unless the value was marked so
   */
  private record Row(
      String key,
      UUID uid,
      long version,
      byte[] envelope,
      Instant writtenAt,
      long newestVersion,
      Instant destroyedAt,
      boolean active,
      boolean held,
      Instant keyDestroyedAt,
      Compromise compromise) {

    static Row of(ResultSet row) throws SQLException {
      Instant compromisedAt = instant(row, 11);
      return new Row(
          row.getString(1),
          row.getObject(2, UUID.class),
          row.getLong(3),
          row.getBytes(4),
          instant(row, 5),
          row.getLong(6),
          instant(row, 7),
          row.getBoolean(8),
          row.getBoolean(9),
          instant(row, 10),
          compromisedAt == null
              ? null
              : new Compromise(compromisedAt, row.getString(12), row.getString(13)));
    }

    /** Nobody seals with such a key any more; as {@link VersionVerifier} sees it. */
    boolean isYoungerThanItsKeysEnd() {
      return keyDestroyedAt != null && writtenAt.isAfter(keyDestroyedAt);
    }

    boolean holdIsDue() {
      return envelope != null && !held && keyDestroyedAt == null;
    }
  }
}
