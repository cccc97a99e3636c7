package bot.orient.secrets.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Checks JSON against the part of JSON Schema that our document uses; a keyword that it does not
 * know is a problem, not ignored.
 */
final class SchemaCheck {

  private static final Set<String> KNOWN =
      Set.of(
          "$ref",
          "type",
          "description",
          "properties",
          "required",
          "additionalProperties",
          "items",
          "enum",
          "format",
          "minimum");

  private final JsonNode root;
  private final List<String> problems = new ArrayList<>();

  /**
   * @param root that references are resolved in
   */
  SchemaCheck(JsonNode root) {
    this.root = root;
  }

  List<String> problems(JsonNode schema, JsonNode value) {
    check("", schema, value);
    return problems;
  }

  private void check(String path, JsonNode schema, JsonNode value) {
    schema
        .properties()
        .forEach(
            keyword -> {
              if (!KNOWN.contains(keyword.getKey())) {
                problem(path, "the schema's keyword is not known: " + keyword.getKey());
              }
            });
    if (schema.has("$ref")) {
      JsonNode target = root.at(schema.get("$ref").textValue().substring(1));
      if (target.isMissingNode()) {
        problem(path, "leads nowhere: " + schema);
      } else {
        check(path, target, value);
      }
      return;
    }
    boolean typed =
        switch (schema.path("type").asText()) {
          case "object" -> value.isObject();
          case "array" -> value.isArray();
          case "string" -> value.isTextual();
          case "integer" -> value.isIntegralNumber();
          case "boolean" -> value.isBoolean();
          default -> false;
        };
    if (!typed) {
      problem(path, "is not of type " + schema.path("type").asText());
    } else if (value.isObject()) {
      checkObject(path, schema, value);
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        check(path + "/" + i, schema.get("items"), value.get(i));
      }
    } else {
      checkScalar(path, schema, value);
    }
  }

  private void checkObject(String path, JsonNode schema, JsonNode value) {
    schema
        .path("required")
        .forEach(
            name -> {
              if (!value.has(name.textValue())) {
                problem(path, "lacks " + name.textValue());
              }
            });
    JsonNode others = schema.path("additionalProperties");
    value
        .properties()
        .forEach(
            field -> {
              String inner = path + "/" + field.getKey();
              if (schema.path("properties").has(field.getKey())) {
                check(inner, schema.get("properties").get(field.getKey()), field.getValue());
              } else if (others.isObject()) {
                check(inner, others, field.getValue());
              } else if (others.isBoolean() && !others.booleanValue()) {
                problem(inner, "is not documented");
              }
            });
  }

  private void checkScalar(String path, JsonNode schema, JsonNode value) {
    if (schema.has("enum")) {
      boolean listed = false;
      for (JsonNode one : schema.get("enum")) {
        listed |= one.equals(value);
      }
      if (!listed) {
        problem(path, "is none of " + schema.get("enum"));
      }
    }
    if (schema.has("minimum") && value.longValue() < schema.get("minimum").longValue()) {
      problem(path, "is less than " + schema.get("minimum"));
    }
    if (schema.path("format").asText().equals("date-time")) {
      try {
        OffsetDateTime.parse(value.textValue());
      } catch (DateTimeException e) {
        problem(path, "is no time");
      }
    }
  }

  private void problem(String path, String what) {
    problems.add((path.isEmpty() ? "/" : path) + " " + what);
  }
}
