package bot.orient.secrets.admin;

import bot.orient.secrets.store.OrientImportResult;
import bot.orient.secrets.store.OrientImportResult.Kept;
import bot.orient.secrets.store.OrientImportResult.Unchanged;
import bot.orient.secrets.store.OrientImportResult.Written;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What became of one value of an import; in a dry run, what would have.
 *
 * @param version that the store has; null if it has none, or would have a new one
 * @param message what more there is to know, and what to do; null if there is nothing
 * @param warning what is odd about the value; null if nothing is
 */
record ImportRow(String key, Outcome outcome, Long version, String message, String warning) {

  /** How it ended. */
  enum Outcome {
    IMPORTED(true),
    /** As imported; another value of the store gave way and stays as an earlier version. */
    REPLACED(true),
    UNCHANGED(true),
    /** It was imported from there before, and the store has moved on since. */
    SUPERSEDED(true),
    /** The store has a value of its own, which it keeps. */
    CONFLICT(false),
    /** The store must not or cannot have it. */
    REFUSED(false),
    /** The store could not do it now; to import it again is safe. */
    FAILED(false);

    private final boolean fine;

    Outcome(boolean fine) {
      this.fine = fine;
    }

    /** As it stands in JSON. */
    @JsonValue
    String text() {
      return HistoryView.lower(this);
    }
  }

  static ImportRow of(String key, OrientImportResult result, String warning) {
    if (result instanceof Written written) {
      return new ImportRow(
          key,
          written.replaced() ? Outcome.REPLACED : Outcome.IMPORTED,
          version(written.version()),
          null,
          warning);
    }
    if (result instanceof Unchanged unchanged) {
      return new ImportRow(key, Outcome.UNCHANGED, version(unchanged.version()), null, warning);
    }
    Kept kept = (Kept) result;
    String has =
        kept.version() == 0
            ? "it was deleted in the store"
            : "the store has version " + kept.version();
    return kept.importedBefore()
        ? new ImportRow(
            key,
            Outcome.SUPERSEDED,
            version(kept.version()),
            "imported before; " + has + " since",
            null)
        : new ImportRow(
            key,
            Outcome.CONFLICT,
            version(kept.version()),
            has + ", which is kept: to have this value, import it again with replace (--replace)",
            null);
  }

  private static Long version(long version) {
    return version == 0 ? null : version;
  }

  static ImportRow refused(String key, String message) {
    return new ImportRow(key, Outcome.REFUSED, null, message, null);
  }

  static ImportRow failed(String key, String message) {
    return new ImportRow(key, Outcome.FAILED, null, message, null);
  }

  boolean isFine() {
    return outcome.fine;
  }
}
