package bot.orient.secrets.cli.client;

import static bot.orient.secrets.cli.client.Documents.text;

import bot.orient.secrets.cli.client.Cell.Colour;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The status of namespaces and store: a line for the store, then two tables. */
final class StatusText {

  private StatusText() {}

  /** Takes what needs no attention out of a document. */
  static void keepProblems(JsonNode status) {
    for (Iterator<JsonNode> all = status.path("namespaces").iterator(); all.hasNext(); ) {
      JsonNode namespace = all.next();
      if (namespace.path("attention").asInt() == 0) {
        all.remove();
        continue;
      }
      for (Iterator<JsonNode> notes = namespace.path("notes").iterator(); notes.hasNext(); ) {
        if (!notes.next().path("attention").asBoolean()) {
          notes.remove();
        }
      }
    }
  }

  /**
   * @param problems whether the document has only what needs attention
   */
  static Result of(JsonNode status, boolean problems) {
    Table namespaces = new Table("NAMESPACE", "RESOURCES", "READY", "KEYS", "ATTENTION");
    Table notes = new Table("NAMESPACE", "RESOURCE", "WHAT", "SUBJECT", "DETAIL");
    Set<String> names = new LinkedHashSet<>();
    for (JsonNode namespace : status.path("namespaces")) {
      namespaces.row(namespace(namespace));
      for (JsonNode note : namespace.path("notes")) {
        String resource = text(note, "kind") + "/" + text(note, "name");
        names.add(text(namespace, "namespace") + "/" + resource);
        notes.row(
            Cell.plain(text(namespace, "namespace")),
            Cell.plain(resource),
            new Cell(
                text(note, "topic"), note.path("attention").asBoolean() ? Colour.BAD : Colour.WARN),
            Cell.plain(text(note, "subject")),
            Cell.plain(text(note, "message").replaceAll("\\s+", " ")));
      }
    }
    boolean any = !status.path("namespaces").isEmpty();
    boolean noted = !names.isEmpty();
    return new Result(
        status,
        List.copyOf(names),
        colours ->
            Stream.of(
                    store(status).print(colours) + "\n",
                    any ? namespaces.print(colours) : empty(problems),
                    noted ? notes.print(colours) : "",
                    status.path("truncated").asBoolean()
                        ? "not all namespaces were looked at: name one with -n\n"
                        : "")
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("\n")));
  }

  private static String empty(boolean problems) {
    return problems
        ? "no resource needs attention\n"
        : "there are no OrientSecrets or ProviderDefaults that you may look at\n";
  }

  private static Cell[] namespace(JsonNode namespace) {
    int resources = namespace.path("resources").asInt();
    int ready = namespace.path("ready").asInt();
    int attention = namespace.path("attention").asInt();
    return new Cell[] {
      Cell.plain(text(namespace, "namespace")),
      Cell.plain(String.valueOf(resources)),
      new Cell(ready + "/" + resources, ready == resources ? Colour.GOOD : Colour.BAD),
      Cell.plain(text(namespace, "keysWithValue") + "/" + text(namespace, "keys")),
      new Cell(
          attention == 0 ? "" : String.valueOf(attention),
          attention == 0 ? Colour.NONE : Colour.BAD)
    };
  }

  /** Operator and store in one line. */
  private static Cell store(JsonNode status) {
    JsonNode store = status.path("store");
    String line =
        Stream.of(
                "operator " + text(status, "operatorVersion"),
                "store " + text(store, "state").replaceFirst("^store-", ""),
                text(store, "message"),
                audit(store.path("audit")),
                keys(store.path("keys")))
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining("; "));
    return new Cell(line, store.path("attention").asBoolean() ? Colour.BAD : Colour.NONE);
  }

  private static String audit(JsonNode audit) {
    if (audit.has("problem")) {
      return "audit trail: " + text(audit, "problem");
    }
    if (audit.isMissingNode()) {
      return "";
    }
    return audit.path("lagSeconds").asLong() == 0
        ? "audit trail sealed"
        : "%s rows of the audit trail wait for a seal, the oldest for %s s"
            .formatted(text(audit, "waitingRows"), text(audit, "lagSeconds"));
  }

  private static String keys(JsonNode keys) {
    return Stream.concat(
            StreamSupport.stream(keys.path("rotations").spliterator(), false)
                .map(
                    rotation ->
                        "key rotation of %s %s, %s of %s versions, %s failed"
                            .formatted(
                                text(rotation, "scope"),
                                text(rotation, "state"),
                                text(rotation, "done"),
                                text(rotation, "total"),
                                text(rotation, "failed"))),
            StreamSupport.stream(keys.path("messages").spliterator(), false).map(JsonNode::asText))
        .collect(Collectors.joining("; "));
  }
}
