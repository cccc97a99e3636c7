package bot.orient.secrets.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What of a CRD would break those who use the one before: objects that are stored, manifests in
 * Git, replicas of the version before that still run. A bound that is dropped or widened breaks
 * nobody.
 */
final class SchemaCompatibility {

  private static final Set<String> LOWER_BOUNDS =
      Set.of("minimum", "minLength", "minItems", "minProperties");
  private static final Set<String> UPPER_BOUNDS =
      Set.of("maximum", "maxLength", "maxItems", "maxProperties");

  /** What cannot be compared: other than before is a break. */
  private static final List<String> FIXED =
      List.of(
          "type",
          "format",
          "default",
          "nullable",
          "x-kubernetes-list-type",
          "x-kubernetes-list-map-keys");

  private final List<String> breaks = new ArrayList<>();

  private SchemaCompatibility() {}

  /** Each break by the path of its field; none if the new CRD serves everybody. */
  static List<String> breaks(JsonNode before, JsonNode after) {
    SchemaCompatibility comparison = new SchemaCompatibility();
    comparison.compareDefinitions(before.get("spec"), after.get("spec"));
    return comparison.breaks;
  }

  private void compareDefinitions(JsonNode before, JsonNode after) {
    for (String fixed : List.of("group", "scope")) {
      same("spec." + fixed, before.path(fixed), after.path(fixed));
    }
    for (String name : List.of("kind", "plural")) {
      same("spec.names." + name, before.at("/names/" + name), after.at("/names/" + name));
    }
    missing(texts(before.at("/names/shortNames")), texts(after.at("/names/shortNames")))
        .forEach(name -> breaks.add("spec.names.shortNames: " + name + " is gone"));
    for (JsonNode version : before.get("versions")) {
      compareVersion(version, version(after, version.get("name").asText()));
    }
  }

  private static JsonNode version(JsonNode definition, String name) {
    return StreamSupport.stream(definition.get("versions").spliterator(), false)
        .filter(version -> version.get("name").asText().equals(name))
        .findFirst()
        .orElse(null);
  }

  private void compareVersion(JsonNode before, JsonNode after) {
    String name = before.get("name").asText();
    if (after == null || before.get("served").asBoolean() && !after.get("served").asBoolean()) {
      breaks.add(name + ": is not served any more");
      return;
    }
    if (before.path("subresources").has("status") && !after.path("subresources").has("status")) {
      breaks.add(name + ".subresources.status: is gone");
    }
    compare(name, before.at("/schema/openAPIV3Schema"), after.at("/schema/openAPIV3Schema"));
  }

  private void compare(String path, JsonNode before, JsonNode after) {
    FIXED.forEach(fixed -> same(path + "." + fixed, before.path(fixed), after.path(fixed)));
    compareBounds(path, before, after);
    compareRules(path, before, after);
    missing(texts(after.path("required")), texts(before.path("required")))
        .forEach(field -> breaks.add(path + "." + field + ": is required now"));
    before
        .path("properties")
        .properties()
        .forEach(
            field ->
                compareField(
                    path + "." + field.getKey(),
                    field.getValue(),
                    after.path("properties").path(field.getKey())));
    nested(path + "[]", before.path("items"), after.path("items"));
    nested(path + ".*", before.path("additionalProperties"), after.path("additionalProperties"));
  }

  private void compareField(String path, JsonNode before, JsonNode after) {
    if (after.isMissingNode()) {
      breaks.add(path + ": is gone");
    } else {
      compare(path, before, after);
    }
  }

  private void nested(String path, JsonNode before, JsonNode after) {
    if (!before.isMissingNode()) {
      compareField(path, before, after);
    }
  }

  private void compareBounds(String path, JsonNode before, JsonNode after) {
    for (String bound : LOWER_BOUNDS) {
      if (after.has(bound)
          && after.get(bound).asDouble() > before.path(bound).asDouble(Double.NEGATIVE_INFINITY)) {
        breaks.add(path + "." + bound + ": is higher");
      }
    }
    for (String bound : UPPER_BOUNDS) {
      if (after.has(bound)
          && after.get(bound).asDouble() < before.path(bound).asDouble(Double.POSITIVE_INFINITY)) {
        breaks.add(path + "." + bound + ": is lower");
      }
    }
    if (after.has("pattern") && !after.get("pattern").equals(before.path("pattern"))) {
      breaks.add(path + ".pattern: is another one");
    }
    if (after.has("enum")) {
      if (!before.has("enum")) {
        breaks.add(path + ".enum: is new");
      }
      missing(texts(before.path("enum")), texts(after.path("enum")))
          .forEach(value -> breaks.add(path + ".enum: " + value + " is gone"));
    }
  }

  /** Nobody can tell what an expression refuses: one that was not there before is a break. */
  private void compareRules(String path, JsonNode before, JsonNode after) {
    Set<String> known =
        StreamSupport.stream(before.path("x-kubernetes-validations").spliterator(), false)
            .map(rule -> rule.get("rule").asText())
            .collect(Collectors.toSet());
    for (JsonNode rule : after.path("x-kubernetes-validations")) {
      if (!known.contains(rule.get("rule").asText())) {
        breaks.add(path + ".x-kubernetes-validations: new rule " + rule.get("rule").asText());
      }
    }
  }

  private void same(String path, JsonNode before, JsonNode after) {
    if (!Objects.equals(before, after)) {
      breaks.add(path + ": was " + before + ", is " + after);
    }
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }

  /** What is in the first list only. */
  private static List<String> missing(List<String> some, List<String> others) {
    return some.stream().filter(text -> !others.contains(text)).toList();
  }
}
