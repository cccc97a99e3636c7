package bot.orient.secrets.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Rows of the audit trail for people and programs. */
final class AuditEntries {

  private AuditEntries() {}

  static Result table(JsonNode document, List<JsonNode> entries, boolean headers) {
    Table table =
        headers
            ? new Table("TIME", "SCOPE", "KEY", "ACTION", "VERSION", "ACTOR", "BY")
            : new Table(7);
    for (JsonNode entry : entries) {
      table.row(
          Documents.text(entry, "at"),
          Documents.text(entry, "scope"),
          Documents.text(entry, "key"),
          Documents.text(entry, "action"),
          Documents.text(entry, "versionTo"),
          Documents.text(entry, "actor"),
          Documents.text(entry, "source"));
    }
    return Result.table(
        document, entries.stream().map(entry -> Documents.text(entry, "sequence")).toList(), table);
  }
}
