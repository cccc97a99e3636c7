package bot.orient.secrets.store;

import bot.orient.secrets.crypto.Seed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Writes values as new versions: new ones, and earlier ones again. */
final class SecretWriter {

  private final SealedWrites writes;
  private final VersionWriter versions;
  private final SecretReader reader;

  SecretWriter(SealedWrites writes, VersionWriter versions, SecretReader reader) {
    this.writes = writes;
    this.versions = versions;
    this.reader = reader;
  }

  PutResult put(PutRequest request, Actor actor) {
    WriteRules.check(request);
    WriteRules.actor(actor);
    return writes.write(
        request.scope(),
        "writing " + request.scope() + "/" + request.key(),
        request.token(),
        (connection, seed, attempt) -> put(connection, request, actor, seed, attempt));
  }

  private PutResult put(
      Connection connection, PutRequest request, Actor actor, Seed seed, WriteAttempt attempt)
      throws SQLException {
    if (request.expected() instanceof Expectation.Revision
        && SecretTable.find(connection, request.scope(), request.key()).isEmpty()) {
      // No row is made for a write that cannot be.
      return new PutResult.Conflict(request.expected(), 0, 0);
    }
    SecretTable.Row row = SecretTable.lock(connection, request.scope(), request.key());
    Optional<PutResult> refused =
        answerOrConflict(
            connection,
            row,
            attempt,
            versions.fingerprint(request.scope(), request.key(), request.value()),
            request.expected());
    return refused.isPresent()
        ? refused.get()
        : versions.write(connection, newVersion(request, row, attempt), actor, seed, row);
  }

  private static VersionWriter.NewVersion newVersion(
      PutRequest request, SecretTable.Row row, WriteAttempt attempt) {
    return new VersionWriter.NewVersion(
        request.scope(),
        request.key(),
        request.value(),
        request.category(),
        request.description(),
        row.visibleVersion() == 0 ? AuditLog.CREATE : AuditLog.UPDATE,
        null,
        attempt);
  }

  PutResult rollback(RollbackRequest request, Actor actor) {
    WriteRules.check(request);
    WriteRules.actor(actor);
    SecretRead source = reader.readVersion(request.scope(), request.key(), request.version());
    try {
      return writes.write(
          request.scope(),
          "rolling back " + request.scope() + "/" + request.key(),
          request.token(),
          (connection, seed, attempt) ->
              rollback(connection, request, source, actor, seed, attempt));
    } finally {
      if (source instanceof SecretRead.Found found) {
        found.value().close();
      }
    }
  }

  /**
   * @param source was read before the lock was taken; a version's value never changes
   */
  private PutResult rollback(
      Connection connection,
      RollbackRequest request,
      SecretRead source,
      Actor actor,
      Seed seed,
      WriteAttempt attempt)
      throws SQLException {
    SecretTable.Row row = SecretTable.find(connection, request.scope(), request.key()).orElse(null);
    if (row == null) {
      throw RollbackRefusal.of(request, source);
    }
    // A version that was destroyed since still answers for the request that copied it.
    Optional<String> fingerprint =
        VersionTable.fingerprint(connection, row.uid(), request.version());
    if (fingerprint.isPresent()) {
      Optional<PutResult> answer =
          answerOrConflict(connection, row, attempt, fingerprint.get(), request.expected());
      if (answer.isPresent()) {
        return answer.get();
      }
    }
    if (!row.active() || !(source instanceof SecretRead.Found found)) {
      throw RollbackRefusal.of(request, source);
    }
    VersionWriter.NewVersion copy =
        new VersionWriter.NewVersion(
            request.scope(),
            request.key(),
            found.value(),
            null,
            null,
            AuditLog.ROLLBACK,
            request.version(),
            attempt);
    return versions.write(connection, copy, actor, seed, row);
  }

  /** The repetition of a request that was made gets its answer, whatever has happened since. */
  private static Optional<PutResult> answerOrConflict(
      Connection connection,
      SecretTable.Row row,
      WriteAttempt attempt,
      String fingerprint,
      Expectation expected)
      throws SQLException {
    Optional<PutResult> answer = RequestLog.answer(connection, row.uid(), attempt, fingerprint);
    if (answer.isPresent()) {
      return answer;
    }
    return expected.isMetBy(row.visibleRevision())
        ? Optional.empty()
        : Optional.of(
            new PutResult.Conflict(expected, row.visibleVersion(), row.visibleRevision()));
  }
}
