package bot.orient.secrets.admin;

import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.InvalidSecretException;
import bot.orient.secrets.store.KeyServiceAwayException;
import bot.orient.secrets.store.OrientImportPolicy;
import bot.orient.secrets.store.OrientImportRequest;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.store.StoreException;
import bot.orient.secrets.store.StoreKeyException;
import bot.orient.secrets.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes over many values at once, each for itself: a bad one stops no other. */
final class ImportEndpoint {

  private final SecretStore store;
  private final SecretViews views;

  ImportEndpoint(SecretStore store, SecretViews views) {
    this.store = store;
    this.views = views;
  }

  /**
   * What became of all rows, in their order.
   *
   * @param notImported how many rows the store has not as they were sent
   */
  private record ImportView(boolean dryRun, int notImported, List<ImportRow> rows) {}

  Answer run(ImportBatch given, Actor actor) {
    try (ImportBatch batch = given) {
      List<ImportRow> rows = new ArrayList<>();
      Optional<String> away = Optional.empty();
      for (OrientImportRequest row : batch.rows()) {
        if (away.isPresent()) {
          rows.add(ImportRow.failed(row.key(), away.get()));
          continue;
        }
        try {
          rows.add(taken(row, batch.policy(), actor));
        } catch (StoreUnavailableException | StoreKeyException | KeyServiceAwayException e) {
          // Concerns the store, not the row: the others would fare no better.
          if (rows.isEmpty()) {
            throw e;
          }
          away = Optional.of("not tried, because of an earlier row");
          rows.add(ImportRow.failed(row.key(), e.getMessage()));
        }
      }
      return Answers.ok(
          new ImportView(
              batch.policy().dryRun(),
              (int) rows.stream().filter(row -> !row.isFine()).count(),
              rows));
    }
  }

  private ImportRow taken(OrientImportRequest row, OrientImportPolicy policy, Actor actor) {
    try {
      return ImportRow.of(
          row.key(),
          store.importFromOrient(row, policy, actor),
          views.oddity(row.key(), row.value()).orElse(null));
    } catch (InvalidSecretException e) {
      return ImportRow.refused(row.key(), e.getMessage());
    } catch (StoreUnavailableException | StoreKeyException | KeyServiceAwayException e) {
      throw e;
    } catch (StoreException e) {
      return ImportRow.failed(row.key(), e.getMessage());
    }
  }
}
