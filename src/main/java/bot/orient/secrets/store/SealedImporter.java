package bot.orient.secrets.store;

import bot.orient.secrets.crypto.SealedContent;
import bot.orient.secrets.crypto.SealedPlace;
import bot.orient.secrets.crypto.SealedText;
import bot.orient.secrets.crypto.SealedValueHpke;
import bot.orient.secrets.crypto.SealingKeyPair;
import bot.orient.secrets.crypto.Seed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * Takes over values that were sealed in Git, each text once, and of several texts for a key never
 * one that is older than another: what Git shows again, or still shows, undoes nothing.
 */
final class SealedImporter {

  /** What clocks may differ by; a text from a later future would outdate honest ones. */
  static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private final Database database;
  private final StoreKeys keys;
  private final SealedWrites writes;
  private final VersionWriter versions;
  private final SealingKeys sealingKeys;

  SealedImporter(
      Database database,
      StoreKeys keys,
      SealedWrites writes,
      VersionWriter versions,
      SealingKeys sealingKeys) {
    this.database = database;
    this.keys = keys;
    this.writes = writes;
    this.versions = versions;
    this.sealingKeys = sealingKeys;
  }

  SealedImportResult importSealed(SealedImportRequest request, Actor actor) {
    WriteRules.check(request);
    WriteRules.actor(actor);
    SealedText text;
    try {
      text = SealedText.parse(request.text());
    } catch (IllegalArgumentException e) {
      return new SealedImportResult.Invalid(e.getMessage());
    }
    // Most often it was taken over long ago, which costs one query and opens nothing.
    Optional<SealedImportResult> before =
        database.query(
            doing(request), request.scope(), connection -> takenBefore(connection, request, text));
    return before.isPresent() ? before.get() : open(request, text, actor);
  }

  private static Optional<SealedImportResult> takenBefore(
      Connection connection, SealedImportRequest request, SealedText text) throws SQLException {
    SealedImportTable.Known known =
        SealedImportTable.find(connection, request.scope(), request.key(), text.digest());
    return known.sealedAt() == null
        ? Optional.empty()
        : Optional.of(
            again(known, SealedImportTable.isPresent(connection, request.scope(), request.key())));
  }

  private static SealedImportResult again(SealedImportTable.Known known, boolean present) {
    return known.sealedAt().isBefore(known.newest())
        ? new SealedImportResult.Outdated(known.sealedAt(), known.newest())
        : new SealedImportResult.AlreadyTaken(present);
  }

  private SealedImportResult open(SealedImportRequest request, SealedText text, Actor actor) {
    Optional<SealingKeyPair> pair;
    try {
      pair = sealingKeys.find(text.keyId());
    } catch (StoreKeyException e) {
      return new SealedImportResult.Invalid("cannot be opened: " + e.getMessage());
    }
    if (pair.isEmpty()) {
      return new SealedImportResult.Invalid(
          "is damaged, or was sealed for another store: this one has no key "
              + text.keyId()
              + "; seal it anew with this store's public key");
    }
    SealedPlace place = new SealedPlace(keys.store(), request.scope(), request.key());
    Optional<SealedContent> opened = SealedValueHpke.open(pair.get(), place, text);
    if (opened.isEmpty()) {
      return new SealedImportResult.Invalid(
          "is damaged, or was sealed for another scope or key; seal it anew with --scope "
              + request.scope()
              + " --key "
              + request.key());
    }
    try (SealedContent content = opened.get()) {
      return take(request, text, content, actor);
    }
  }

  private SealedImportResult take(
      SealedImportRequest request, SealedText text, SealedContent content, Actor actor) {
    return writes.write(
        request.scope(),
        doing(request),
        (connection, seed, attempt) ->
            takeOnce(connection, request, text, content, actor, seed, attempt));
  }

  private SealedImportResult takeOnce(
      Connection connection,
      SealedImportRequest request,
      SealedText text,
      SealedContent content,
      Actor actor,
      Seed seed,
      WriteAttempt attempt)
      throws SQLException {
    byte[] digest = text.digest();
    SealedImportTable.Known early =
        SealedImportTable.find(connection, request.scope(), request.key(), digest);
    // Before the lock, which makes a row for the secret.
    if (content.sealedAt().isAfter(early.now().plus(CLOCK_SKEW))) {
      return new SealedImportResult.Invalid(
          "was sealed at %s, and it is only %s: correct the clock of the machine where it was sealed, and seal it anew"
              .formatted(content.sealedAt(), early.now()));
    }
    SecretTable.Row row = SecretTable.lock(connection, request.scope(), request.key());
    Optional<PutResult> answer =
        RequestLog.answer(
            connection,
            row.uid(),
            attempt,
            versions.fingerprint(request.scope(), request.key(), content.value()));
    if (answer.isPresent()) {
      return taken(answer.get());
    }
    // Looked at again: of two replicas that see the same text, the second finds it taken over.
    SealedImportTable.Known known =
        SealedImportTable.find(connection, request.scope(), request.key(), digest);
    if (known.sealedAt() != null) {
      return again(known, row.active());
    }
    if (known.newest() != null && content.sealedAt().isBefore(known.newest())) {
      return new SealedImportResult.Outdated(content.sealedAt(), known.newest());
    }
    SealedImportTable.add(connection, request.scope(), request.key(), digest, content.sealedAt());
    return taken(
        versions.write(connection, newVersion(request, content, attempt), actor, seed, row));
  }

  private static SealedImportResult taken(PutResult result) {
    return new SealedImportResult.Taken(result.version(), result instanceof PutResult.Written);
  }

  private static VersionWriter.NewVersion newVersion(
      SealedImportRequest request, SealedContent content, WriteAttempt attempt) {
    return new VersionWriter.NewVersion(
        request.scope(),
        request.key(),
        content.value(),
        request.category(),
        request.description(),
        AuditLog.IMPORT_SEALED,
        null,
        attempt);
  }

  private static String doing(SealedImportRequest request) {
    return "taking over the sealed value of " + request.scope() + "/" + request.key();
  }
}
