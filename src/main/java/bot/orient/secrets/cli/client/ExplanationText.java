package bot.orient.secrets.cli.client;

import static bot.orient.secrets.cli.client.Documents.text;

import bot.orient.secrets.cli.client.Cell.Colour;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What explains a key, as tables: sources, users of the key, workloads. */
final class ExplanationText {

  private ExplanationText() {}

  static Result of(JsonNode explanation) {
    Table sources = sources(explanation);
    Table consumers = new Table("RESOURCE", "SECRET", "KEY", "SOURCE", "VERSION", "READY", "NOTE");
    Table workloads = new Table("WORKLOAD", "SECRET", "STATE", "PODS", "NOTE");
    List<String> names = new ArrayList<>();
    boolean anyWorkload = false;
    for (JsonNode consumer : explanation.path("consumers")) {
      String namespace = text(consumer, "namespace");
      names.add(namespace + "/" + text(consumer, "kind") + "/" + text(consumer, "name"));
      consumers.row(consumer(consumer));
      for (JsonNode workload : consumer.path("workloads")) {
        anyWorkload = true;
        workloads.row(workload(namespace, text(consumer, "secret"), workload));
      }
    }
    boolean used = !names.isEmpty();
    boolean restarted = anyWorkload;
    return new Result(
        explanation,
        names,
        colours ->
            Stream.of(
                    sources.print(colours),
                    used ? consumers.print(colours) : "",
                    restarted ? workloads.print(colours) : "",
                    remark(explanation, used))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("\n")));
  }

  private static Table sources(JsonNode explanation) {
    Table table = new Table("SOURCE", "STATE", "VERSION", "WRITTEN");
    for (JsonNode source : explanation.path("sources")) {
      String standing = text(source, "standing");
      table.row(
          Cell.plain(text(source, "source")),
          new Cell(
              standing,
              switch (standing) {
                case "used" -> Colour.GOOD;
                case "absent" -> Colour.FAINT;
                default -> Colour.WARN;
              }),
          Cell.plain(text(source, "version")),
          Cell.plain(text(source, "updatedAt")));
    }
    return table;
  }

  private static Cell[] consumer(JsonNode consumer) {
    String ready = text(consumer, "ready");
    return new Cell[] {
      Cell.plain(place(text(consumer, "namespace"), consumer)),
      Cell.plain(text(consumer, "secret")),
      Cell.plain(consumer.has("dataKey") ? text(consumer, "dataKey") : "(only looked for)"),
      Cell.plain(text(consumer, "source")),
      Cell.plain(text(consumer, "version")),
      new Cell(ready, ready.equals("Synced") ? Colour.GOOD : Colour.WARN),
      Cell.plain(note(consumer))
    };
  }

  private static String note(JsonNode consumer) {
    return Stream.of(
            consumer.path("granted").asBoolean() ? "" : "the scope is not granted",
            consumer.has("held")
                ? "held at version %s: %s"
                    .formatted(
                        text(consumer.get("held"), "version"), text(consumer.get("held"), "reason"))
                : "",
            text(consumer, "message"))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private static Cell[] workload(String namespace, String secret, JsonNode workload) {
    String state = text(workload, "state");
    return new Cell[] {
      Cell.plain(place(namespace, workload)),
      Cell.plain(secret),
      new Cell(
          state,
          switch (state) {
            case "UpToDate", "Done" -> Colour.GOOD;
            case "Failed", "RestartNeeded" -> Colour.BAD;
            default -> Colour.WARN;
          }),
      Cell.plain(text(workload, "pods")),
      Cell.plain(text(workload, "message"))
    };
  }

  private static String place(String namespace, JsonNode thing) {
    return namespace + "/" + text(thing, "kind") + "/" + text(thing, "name");
  }

  private static String remark(JsonNode explanation, boolean used) {
    int hidden = explanation.path("hiddenConsumers").asInt();
    if (hidden > 0) {
      return "%d more in namespaces that you may not look at\n".formatted(hidden);
    }
    return used ? "" : "no OrientSecret or ProviderDefaults asks for it\n";
  }
}
