package bot.orient.secrets.migration;

import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.crypto.OrientMasterKey;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.InvalidSecretException;
import bot.orient.secrets.store.OrientContents;
import bot.orient.secrets.store.OrientDatabase;
import bot.orient.secrets.store.OrientImportRequest;
import bot.orient.secrets.store.OrientImportResult;
import bot.orient.secrets.store.OrientRow;
import bot.orient.secrets.store.StoreException;
import bot.orient.secrets.store.StoreKeyException;
import bot.orient.secrets.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes over what an Orient (v0.1.x on PostgreSQL) keeps in its own database. Each row is for
 * itself: a bad one stops no other. A second run writes only what changed there since.
 */
public final class OrientImport {

  /** What Orient keeps the chosen providers under, as JSON. */
  private static final String PROVIDER_DEFAULTS = "AI_PROVIDER_DEFAULTS";

  private static final String COMPROMISED = "was encrypted with Orient's public development key";

  private final ImportTarget target;
  private final ProviderDefaultsImport providers;

  public OrientImport(ImportTarget target, Catalog catalog) {
    this.target = target;
    this.providers = new ProviderDefaultsImport(target, catalog);
  }

  /**
   * Imports everything, or says what an import would do.
   *
   * @param key that Orient's services run with
   * @throws StoreException when Orient's database cannot be read, or the store cannot be reached;
   *     what was imported until then stays, and the next run goes on from there
   */
  public ImportReport run(OrientDatabase orient, OrientMasterKey key, ImportOptions options) {
    OrientContents contents = orient.read();
    List<RowReport> rows = new ArrayList<>();
    try (RowOpener opener = new RowOpener(key)) {
      for (OrientRow row : contents.secrets()) {
        rows.addAll(report(row, opener, new Run(orient.name(), options)));
      }
    }
    int history =
        options.policy().dryRun()
            ? contents.history().size()
            : target.keepOrientHistory(options.scope(), orient.name(), contents.history());
    return new ImportReport(orient.name(), options.policy().dryRun(), rows, history);
  }

  private List<RowReport> report(OrientRow row, RowOpener opener, Run run) {
    if (!row.hasUsableName()) {
      return one(
          row,
          ImportOutcome.INVALID_NAME,
          "a key is a letter or '_', then letters, digits, '_', '.' and '-': rename it in Orient");
    }
    if (row.isMasterKey()) {
      return one(
          row,
          ImportOutcome.REFUSED,
          "this key encrypts Orient's database and is never kept in a store");
    }
    RowOpening opening = opener.open(row);
    if (opening instanceof RowOpening.Opened opened) {
      try (SecretBytes value = opened.value()) {
        return take(row, value, opened.publicKey(), run);
      }
    }
    return opening instanceof RowOpening.Corrupt corrupt
        ? one(row, ImportOutcome.CORRUPT, corrupt.why() + ": write the value again in Orient")
        : one(
            row,
            ImportOutcome.WRONG_KEY,
            "made with another ORIENT_MASTER_KEY, or changed since; the two look alike");
  }

  private List<RowReport> take(OrientRow row, SecretBytes value, boolean publicKey, Run run) {
    if (publicKey && !run.options().acceptDevelopmentKey()) {
      return one(
          row,
          ImportOutcome.DEVELOPMENT_KEY,
          COMPROMISED + ", so whoever has a copy of the database has the value: get a new one");
    }
    try {
      if (row.key().equals(PROVIDER_DEFAULTS)) {
        return providers.take(value, run.options());
      }
      return List.of(secret(row, value, publicKey, run));
    } catch (InvalidSecretException e) {
      return one(row, ImportOutcome.REFUSED, e.getMessage());
    } catch (StoreUnavailableException | StoreKeyException e) {
      // Concerns the store, not the row: the others would fare no better.
      throw e;
    } catch (StoreException e) {
      return one(row, ImportOutcome.FAILED, e.getMessage());
    }
  }

  private RowReport secret(OrientRow row, SecretBytes value, boolean publicKey, Run run) {
    ImportOptions options = run.options();
    OrientImportResult result =
        target.importFromOrient(
            new OrientImportRequest(
                options.scope(),
                row.key(),
                value,
                row.category(),
                row.description(),
                run.source(),
                row.createdAt(),
                row.updatedAt(),
                Optional.empty()),
            options.policy());
    RowReport report = report(row, result);
    if (!publicKey || result instanceof OrientImportResult.Kept) {
      return report;
    }
    if (!options.policy().dryRun()) {
      target.markCompromised(options.scope(), row.key(), COMPROMISED);
    }
    return new RowReport(
        row.key(), report.outcome(), COMPROMISED + ": it is marked compromised, rotate it");
  }

  private static RowReport report(OrientRow row, OrientImportResult result) {
    if (result instanceof OrientImportResult.Written written) {
      return new RowReport(
          row.key(),
          written.replaced() ? ImportOutcome.REPLACED : ImportOutcome.IMPORTED,
          written.version() == 0 ? "" : "version " + written.version());
    }
    if (result instanceof OrientImportResult.Unchanged unchanged) {
      return new RowReport(row.key(), ImportOutcome.UNCHANGED, "version " + unchanged.version());
    }
    OrientImportResult.Kept kept = (OrientImportResult.Kept) result;
    String has =
        kept.version() == 0
            ? "it was deleted in the store"
            : "the store has version " + kept.version();
    return kept.importedBefore()
        ? new RowReport(row.key(), ImportOutcome.SUPERSEDED, "imported before; " + has + " since")
        : new RowReport(
            row.key(),
            ImportOutcome.CONFLICT,
            has + ", which is kept: to have Orient's value, run again with --replace");
  }

  private static List<RowReport> one(OrientRow row, ImportOutcome outcome, String remark) {
    return List.of(new RowReport(row.key(), outcome, remark));
  }

  private record Run(String source, ImportOptions options) {}
}
