package bot.orient.secrets.cli.client;

import static bot.orient.secrets.cli.client.Documents.text;

import bot.orient.secrets.cli.client.Cell.Colour;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What became of rows that were imported: a table, then the sums. */
final class ImportText {

  private static final Set<String> FINE = Set.of("imported", "replaced", "unchanged", "superseded");

  private ImportText() {}

  static int notImported(Iterable<JsonNode> rows) {
    int number = 0;
    for (JsonNode row : rows) {
      number += FINE.contains(text(row, "outcome")) ? 0 : 1;
    }
    return number;
  }

  /** The rows of an answer, each with outcome, version, message and warning. */
  static Result of(JsonNode answer) {
    Table table = new Table("KEY", "OUTCOME", "VERSION", "NOTE");
    List<String> names = new ArrayList<>();
    Map<String, Integer> sums = new TreeMap<>();
    for (JsonNode row : answer.path("rows")) {
      String outcome = text(row, "outcome");
      sums.merge(outcome, 1, Integer::sum);
      names.add(text(row, "key"));
      table.row(
          Cell.plain(text(row, "key")),
          new Cell(outcome, FINE.contains(outcome) ? Colour.GOOD : Colour.BAD),
          Cell.plain(text(row, "version")),
          Cell.plain(
              Stream.of(text(row, "message"), text(row, "warning"))
                  .filter(part -> !part.isEmpty())
                  .collect(Collectors.joining("; "))
                  .replaceAll("\\s+", " ")));
    }
    String end =
        (answer.path("dryRun").asBoolean() ? "dry run, nothing was written: " : "")
            + sums.entrySet().stream()
                .map(sum -> sum.getValue() + " " + sum.getKey())
                .collect(Collectors.joining(", "));
    return new Result(
        answer, names, colours -> table.print(colours) + "\n" + Text.plain(end) + "\n");
  }
}
