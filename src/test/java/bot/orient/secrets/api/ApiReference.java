package bot.orient.secrets.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The reference of the API for people, in Markdown, from the CRDs. */
final class ApiReference {

  static final String REWRITE = "mvn test -Dtest=ApiReferenceTest -Dreference.write=true";

  private static final String HEAD =
      """
      <!-- Generated from the CRDs beside it. After a change of those run: %s -->
      # The API, `secrets.orient.bot/v1`

      `[]` is an item of a list, `.*` an entry of a map; **bold** fields must be given. The schema refuses what is out of bounds, and so does the
      operator itself with reason `InvalidSpec`, where an API server is too old for a rule. Defaults are applied by the operator and not written back, so that
      GitOps tools see no drift.
      """
          .formatted(REWRITE);

  private static final List<String> BOUNDS =
      List.of(
          "minimum",
          "maximum",
          "minLength",
          "maxLength",
          "minItems",
          "maxItems",
          "minProperties",
          "maxProperties");

  private ApiReference() {}

  static String text() {
    StringBuilder text = new StringBuilder(HEAD);
    for (CommittedCrd crd : CommittedCrd.values()) {
      append(crd, text);
    }
    return text.toString();
  }

  private static void append(CommittedCrd crd, StringBuilder text) {
    JsonNode names = crd.document().at("/spec/names");
    text.append("\n## ").append(names.get("kind").asText()).append("\n\n");
    text.append(crd.schema().get("description").asText());
    text.append(" Short name: `").append(names.at("/shortNames/0").asText()).append("`.\n");
    table("spec", crd, text);
    rules(crd, text);
    table("status", crd, text);
  }

  private static void table(String part, CommittedCrd crd, StringBuilder text) {
    text.append("\n### ").append(part).append("\n\n");
    text.append("| Field | Type | Meaning |\n|---|---|---|\n");
    Set<String> required = required(crd);
    for (CommittedCrd.Node node : crd.nodes()) {
      if (node.path().startsWith(part + ".") && node.isField()) {
        String name = "`" + node.path().substring(part.length() + 1) + "`";
        text.append("| ")
            .append(required.contains(node.path()) ? "**" + name + "**" : name)
            .append(" | ")
            .append(type(node.schema()))
            .append(" | ")
            .append(cell(node.schema().path("description").asText()))
            .append(" |\n");
      }
    }
  }

  private static Set<String> required(CommittedCrd crd) {
    Set<String> paths = new TreeSet<>();
    for (CommittedCrd.Node node : crd.nodes()) {
      node.schema()
          .path("required")
          .forEach(field -> paths.add(node.path() + "." + field.asText()));
    }
    return paths;
  }

  private static void rules(CommittedCrd crd, StringBuilder text) {
    text.append("\nWhat fields forbid each other:\n\n");
    for (CelRule rule : CelRule.of(crd)) {
      text.append("- `").append(rule.field()).append("`: ").append(rule.message()).append("\n");
    }
  }

  /** Such as {@code string, 1..253 characters, ^[a-z]$}. */
  private static String type(JsonNode schema) {
    List<String> parts = new ArrayList<>();
    parts.add(name(schema));
    JsonNode values = schema.has("items") ? schema.get("items") : schema;
    if (values.has("enum")) {
      parts.add(
          StreamSupport.stream(values.get("enum").spliterator(), false)
              .map(value -> "`" + value.asText() + "`")
              .collect(Collectors.joining(" ")));
    }
    JsonNode entries = schema.path("additionalProperties");
    addBounds(schema, "", parts);
    addBounds(entries, "each ", parts);
    if (schema.has("default")) {
      parts.add("default `" + schema.get("default") + "`");
    }
    return String.join("<br>", parts);
  }

  private static void addBounds(JsonNode schema, String prefix, List<String> parts) {
    for (String bound : BOUNDS) {
      if (schema.has(bound)) {
        parts.add(prefix + bound + " " + schema.get(bound).asLong());
      }
    }
    if (schema.has("pattern")) {
      parts.add(prefix + "`" + cell(schema.get("pattern").asText()) + "`");
    }
  }

  private static String name(JsonNode schema) {
    if (schema.has("additionalProperties")) {
      return "map of " + name(schema.get("additionalProperties"));
    }
    if (schema.has("items")) {
      return "list of " + name(schema.get("items"));
    }
    String format = schema.path("format").asText();
    return format.equals("date-time") ? format : schema.get("type").asText();
  }

  /** A bar would end the cell, also within code. */
  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;");
  }
}
