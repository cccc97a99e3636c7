package bot.orient.secrets.store;

import bot.orient.secrets.crypto.Seed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Takes values over from Kubernetes Secrets, once per change there. */
final class SecretImporter {

  private final StoreKeys keys;
  private final SealedWrites writes;
  private final VersionWriter versions;

  SecretImporter(StoreKeys keys, SealedWrites writes, VersionWriter versions) {
    this.keys = keys;
    this.writes = writes;
    this.versions = versions;
  }

  PutResult importValue(ImportRequest request, Actor actor) {
    WriteRules.check(request);
    WriteRules.actor(actor);
    String fingerprint =
        keys.internal().fingerprint(request.scope(), request.key(), request.value());
    return writes.write(
        request.scope(),
        "importing " + request.scope() + "/" + request.key(),
        (connection, seed, attempt) ->
            importOnce(connection, request, actor, seed, fingerprint, attempt));
  }

  private PutResult importOnce(
      Connection connection,
      ImportRequest request,
      Actor actor,
      Seed seed,
      String fingerprint,
      WriteAttempt attempt)
      throws SQLException {
    // Locked first: of two replicas that see the same change, the second finds it imported.
    SecretTable.Row row = SecretTable.lock(connection, request.scope(), request.key());
    Optional<PutResult> answer = RequestLog.answer(connection, row.uid(), attempt, fingerprint);
    if (answer.isPresent()) {
      return answer.get();
    }
    if (isImported(connection, request, fingerprint)) {
      return new PutResult.Unchanged(row.visibleVersion(), row.visibleRevision());
    }
    remember(connection, request, fingerprint);
    return versions.write(connection, newVersion(request, attempt), actor, seed, row);
  }

  private static VersionWriter.NewVersion newVersion(ImportRequest request, WriteAttempt attempt) {
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

  private static boolean isImported(
      Connection connection, ImportRequest request, String fingerprint) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select 1 from orient_store.imports
            where scope = ? and name = ?
              and source_namespace = ? and source_name = ? and source_key = ?
              and fingerprint = ?
            """)) {
      bind(select, request, fingerprint);
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  private static void remember(Connection connection, ImportRequest request, String fingerprint)
      throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            """
            insert into orient_store.imports
              (scope, name, source_namespace, source_name, source_key, fingerprint)
            values (?, ?, ?, ?, ?, ?)
            on conflict (scope, name, source_namespace, source_name, source_key)
            do update set fingerprint = excluded.fingerprint
            """)) {
      bind(upsert, request, fingerprint);
      upsert.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, ImportRequest request, String fingerprint)
      throws SQLException {
    statement.setString(1, request.scope());
    statement.setString(2, request.key());
    statement.setString(3, request.source().namespace());
    statement.setString(4, request.source().secretName());
    statement.setString(5, request.source().secretKey());
    statement.setString(6, fingerprint);
  }
}
