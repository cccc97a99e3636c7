package bot.orient.secrets.store;

import bot.orient.secrets.crypto.Seed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Takes values over from elsewhere, such as an Orient database. A merge with three sides: what the
 * store has, what the source has, and what was imported from this source last; whoever of the two
 * changed since wins, and if both did it is a conflict.
 */
final class OrientImporter {

  private final Database database;
  private final StoreKeys keys;
  private final SealedWrites writes;
  private final VersionWriter versions;

  OrientImporter(Database database, StoreKeys keys, SealedWrites writes, VersionWriter versions) {
    this.database = database;
    this.keys = keys;
    this.writes = writes;
    this.versions = versions;
  }

  OrientImportResult importValue(
      OrientImportRequest request, OrientImportPolicy policy, Actor actor) {
    WriteRules.check(request);
    WriteRules.actor(actor);
    String fingerprint =
        keys.internal().fingerprint(request.scope(), request.key(), request.value());
    String doing = "importing " + request.scope() + "/" + request.key();
    if (policy.dryRun()) {
      return database.transaction(
          doing, request.scope(), c -> foreseen(c, request, policy, fingerprint));
    }
    return writes.write(
        request.scope(),
        doing,
        request.token(),
        (connection, seed, attempt) ->
            take(connection, request, policy, actor, seed, fingerprint, attempt));
  }

  private static OrientImportResult foreseen(
      Connection connection,
      OrientImportRequest request,
      OrientImportPolicy policy,
      String fingerprint)
      throws SQLException {
    Optional<SecretTable.Row> row =
        SecretTable.find(connection, request.scope(), request.key())
            .filter(found -> found.newestVersion() > 0);
    if (row.isEmpty()) {
      return new OrientImportResult.Written(0, false);
    }
    OrientImportResult result =
        merge(row.get(), imported(connection, request), fingerprint, policy);
    if (result instanceof OrientImportResult.Written) {
      CompromisedValues.refuse(connection, row.get(), request.key(), fingerprint);
    }
    return result;
  }

  private OrientImportResult take(
      Connection connection,
      OrientImportRequest request,
      OrientImportPolicy policy,
      Actor actor,
      Seed seed,
      String fingerprint,
      WriteAttempt attempt)
      throws SQLException {
    SecretTable.Row row = SecretTable.lock(connection, request.scope(), request.key());
    Optional<PutResult> answer = RequestLog.answer(connection, row.uid(), attempt, fingerprint);
    if (answer.isPresent()) {
      // What was there before is not known any more, so nothing is said of it.
      return resultOf(answer.get(), false);
    }
    OrientImportResult result =
        row.newestVersion() == 0
            ? new OrientImportResult.Written(0, false)
            : merge(row, imported(connection, request), fingerprint, policy);
    if (result instanceof OrientImportResult.Kept) {
      return result;
    }
    // An equal value too: where the stored one was tampered with, this mends it.
    PutResult put = versions.write(connection, newVersion(request, attempt), actor, seed, row);
    remember(connection, request, fingerprint);
    return resultOf(put, result instanceof OrientImportResult.Written way && way.replaced());
  }

  private static OrientImportResult resultOf(PutResult put, boolean replaced) {
    return put instanceof PutResult.Written
        ? new OrientImportResult.Written(put.version(), replaced)
        : new OrientImportResult.Unchanged(put.version());
  }

  /**
   * Decides by fingerprints.
   *
   * @param imported of what was imported from this source last
   */
  static OrientImportResult merge(
      SecretTable.Row row, Optional<String> imported, String offered, OrientImportPolicy policy) {
    if (row.active() && offered.equals(row.fingerprint())) {
      return new OrientImportResult.Unchanged(row.currentVersion());
    }
    boolean onlySourceChanged =
        row.active() && imported.isPresent() && imported.get().equals(row.fingerprint());
    if (onlySourceChanged || policy.replace()) {
      return new OrientImportResult.Written(0, !onlySourceChanged);
    }
    boolean onlyStoreChanged = imported.isPresent() && imported.get().equals(offered);
    return new OrientImportResult.Kept(row.visibleVersion(), onlyStoreChanged);
  }

  private static VersionWriter.NewVersion newVersion(
      OrientImportRequest request, WriteAttempt attempt) {
    return new VersionWriter.NewVersion(
        request.scope(),
        request.key(),
        request.value(),
        request.category(),
        request.description(),
        AuditLog.IMPORT,
        null,
        attempt);
  }

  private static Optional<String> imported(Connection connection, OrientImportRequest request)
      throws SQLException {
    if (request.source() == null) {
      return Optional.empty();
    }
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select fingerprint from orient_store.orient_imports
            where scope = ? and name = ? and source = ?
            """)) {
      select.setString(1, request.scope());
      select.setString(2, request.key());
      select.setString(3, request.source());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    }
  }

  private static void remember(
      Connection connection, OrientImportRequest request, String fingerprint) throws SQLException {
    if (request.source() == null) {
      return;
    }
    try (PreparedStatement upsert =
        connection.prepareStatement(
            """
            insert into orient_store.orient_imports as known
              (scope, name, source, fingerprint, source_created_at, source_updated_at)
            values (?, ?, ?, ?, ?, ?)
            on conflict (scope, name, source) do update
            set fingerprint = excluded.fingerprint,
                source_created_at = excluded.source_created_at,
                source_updated_at = excluded.source_updated_at,
                imported_at = clock_timestamp()
            where (known.fingerprint, known.source_created_at, known.source_updated_at)
              is distinct from
              (excluded.fingerprint, excluded.source_created_at, excluded.source_updated_at)
            """)) {
      upsert.setString(1, request.scope());
      upsert.setString(2, request.key());
      upsert.setString(3, request.source());
      upsert.setString(4, fingerprint);
      upsert.setObject(5, time(request.createdAt()));
      upsert.setObject(6, time(request.updatedAt()));
      upsert.executeUpdate();
    }
  }

  static OffsetDateTime time(Instant time) {
    return time == null ? null : time.atOffset(ZoneOffset.UTC);
  }
}
