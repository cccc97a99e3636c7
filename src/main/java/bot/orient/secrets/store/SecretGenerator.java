package bot.orient.secrets.store;

import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.crypto.Seed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;

/** Gives secrets their first value, and never another. */
final class SecretGenerator {

  private final Database database;
  private final SealedWrites writes;
  private final VersionWriter versions;

  SecretGenerator(Database database, SealedWrites writes, VersionWriter versions) {
    this.database = database;
    this.writes = writes;
    this.versions = versions;
  }

  GenerateResult generate(
      GenerateRequest request, Supplier<Optional<SecretBytes>> maker, Actor actor) {
    WriteRules.check(request);
    WriteRules.actor(actor);
    // Most often it was made long ago, which costs one query.
    Optional<GenerateResult> before =
        database.query(doing(request), request.scope(), c -> hadBefore(c, request));
    if (before.isPresent()) {
      return before.get();
    }
    // Outside of a transaction: a key of RSA may take seconds.
    Optional<SecretBytes> made = maker.get();
    if (made.isEmpty()) {
      return new GenerateResult.NotYet();
    }
    try (SecretBytes value = made.get()) {
      WriteRules.check(PutRequest.of(request.scope(), request.key(), value));
      return writes.write(
          request.scope(),
          doing(request),
          (connection, seed, attempt) ->
              writeFirst(connection, request, value, actor, seed, attempt));
    }
  }

  private static Optional<GenerateResult> hadBefore(Connection connection, GenerateRequest request)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select s.state = 'active' from orient_store.secrets s
            where s.scope = ? and s.name = ?
              and exists (select 1 from orient_store.secret_versions v where v.secret_uid = s.uid)
            """)) {
      select.setString(1, request.scope());
      select.setString(2, request.key());
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(new GenerateResult.HadBefore(row.getBoolean(1)))
            : Optional.empty();
      }
    }
  }

  private GenerateResult writeFirst(
      Connection connection,
      GenerateRequest request,
      SecretBytes value,
      Actor actor,
      Seed seed,
      WriteAttempt attempt)
      throws SQLException {
    SecretTable.Row row = SecretTable.lock(connection, request.scope(), request.key());
    Optional<PutResult> answer =
        RequestLog.answer(
            connection,
            row.uid(),
            attempt,
            versions.fingerprint(request.scope(), request.key(), value));
    if (answer.isPresent()) {
      return new GenerateResult.Generated(answer.get().version());
    }
    // Looked at again: of two replicas the second finds what the first one made.
    if (row.newestVersion() > 0 || row.currentVersion() > 0) {
      return new GenerateResult.HadBefore(row.active());
    }
    VersionWriter.NewVersion first =
        new VersionWriter.NewVersion(
            request.scope(),
            request.key(),
            value,
            request.category(),
            request.description(),
            AuditLog.GENERATE,
            null,
            attempt);
    return new GenerateResult.Generated(
        versions.write(connection, first, actor, seed, row).version());
  }

  private static String doing(GenerateRequest request) {
    return "generating " + request.scope() + "/" + request.key();
  }
}
