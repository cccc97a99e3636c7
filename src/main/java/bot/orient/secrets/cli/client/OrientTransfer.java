package bot.orient.secrets.cli.client;

import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.cli.OrientAccess;
import bot.orient.secrets.crypto.OrientMasterKey;
import bot.orient.secrets.migration.ImportOptions;
import bot.orient.secrets.migration.ImportReport;
import bot.orient.secrets.migration.OrientImport;
import bot.orient.secrets.migration.RowReport;
import bot.orient.secrets.store.OrientDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Locale;

/**
 * Reads Orient's database from here and imports what is in it by the admin API. Apart from its
 * command, so that others do not load what only it needs: database driver and cryptography.
 */
final class OrientTransfer {

  private final OrientInput input;

  OrientTransfer(OrientInput input) {
    this.input = input;
  }

  /** What became of all rows, in the form that {@link ImportText} prints. */
  JsonNode run(Session session, ImportOptions options, Duration pause) {
    OrientDatabase orient = OrientAccess.database(input.url(), input.user(), input.password());
    try (OrientMasterKey key = OrientAccess.masterKey(input.masterKey())) {
      return document(
          new OrientImport(new ApiTarget(new PatientCalls(session, pause)), Catalog.load())
              .run(orient, key, options));
    }
  }

  private static JsonNode document(ImportReport report) {
    ObjectNode document = Json.object();
    document.put("dryRun", report.dryRun());
    document.put("source", report.source());
    document.put(
        "notImported", report.rows().stream().filter(row -> !row.outcome().isFine()).count());
    ArrayNode rows = document.putArray("rows");
    for (RowReport row : report.rows()) {
      ObjectNode one = rows.addObject();
      one.put("key", row.key());
      one.put("outcome", row.outcome().label().toLowerCase(Locale.ROOT));
      if (!row.remark().isEmpty()) {
        one.put("message", row.remark());
      }
    }
    return document;
  }
}
