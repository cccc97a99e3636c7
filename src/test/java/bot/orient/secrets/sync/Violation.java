package bot.orient.secrets.sync;

import bot.orient.secrets.api.CommittedCrd;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A spec that breaks one bound of its schema.
 *
 * @param bound such as maxLength
 * @param field the path that the validator must blame
 * @param valid the same spec without the breach
 */
record Violation(
    CommittedCrd crd, String bound, String field, ObjectNode valid, ObjectNode invalid) {

  static final List<String> BOUNDS =
      List.of(
          "pattern",
          "minLength",
          "maxLength",
          "minItems",
          "maxItems",
          "minProperties",
          "maxProperties",
          "minimum",
          "maximum");

  /** One violation of every bound of every node below spec. */
  static List<Violation> of(CommittedCrd crd) {
    List<Violation> violations = new ArrayList<>();
    for (CommittedCrd.Node node : crd.nodes()) {
      if (node.path().startsWith("spec.")) {
        addViolations(crd, node, violations);
      }
    }
    JsonNode spec = crd.schema().at("/properties/spec");
    spec.get("required").forEach(name -> violations.add(without(crd, "spec." + name.asText())));
    return violations;
  }

  private static void addViolations(
      CommittedCrd crd, CommittedCrd.Node node, List<Violation> violations) {
    JsonNode schema = node.schema();
    for (JsonNode name : schema.path("required")) {
      violations.add(without(crd, node.path() + "." + name.asText()));
    }
    for (String bound : BOUNDS) {
      if (schema.has(bound)) {
        violations.add(with(crd, bound, node.path(), broken(bound, schema)));
      }
    }
  }

  private static JsonNode broken(String bound, JsonNode schema) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    int limit = schema.get(bound).asInt();
    return switch (bound) {
      case "pattern" -> TextNode.valueOf("a \n");
      case "minLength" -> TextNode.valueOf(Sample.TEXT.repeat(limit - 1));
      case "maxLength" -> TextNode.valueOf(Sample.TEXT.repeat(limit + 1));
      case "minimum" -> json.numberNode(limit - 1);
      case "maximum" -> json.numberNode(limit + 1);
      case "minItems" -> json.arrayNode();
      case "minProperties" -> json.objectNode();
      case "maxItems" -> {
        ArrayNode items = json.arrayNode();
        for (int i = 0; i <= limit; i++) {
          items.add(Sample.of(schema.get("items")));
        }
        yield items;
      }
      case "maxProperties" -> {
        ObjectNode entries = json.objectNode();
        for (int i = 0; i <= limit; i++) {
          entries.set(Sample.TEXT + i, Sample.of(schema.get("additionalProperties")));
        }
        yield entries;
      }
      default -> throw new IllegalArgumentException(bound);
    };
  }

  private static Violation without(CommittedCrd crd, String path) {
    return with(crd, "required", path, null);
  }

  /** The spec with another value, or none, at the path. */
  private static Violation with(CommittedCrd crd, String bound, String path, JsonNode value) {
    ObjectNode invalid = Sample.spec(crd);
    String[] steps = path.replace("[]", ".[]").split("\\.");
    JsonNode parent = invalid;
    for (int i = 1; i < steps.length - 1; i++) {
      parent = child(parent, steps[i]);
    }
    String last = steps[steps.length - 1];
    if (parent instanceof ArrayNode items) {
      items.set(0, value);
    } else if (value == null) {
      ((ObjectNode) parent).remove(last);
    } else {
      ((ObjectNode) parent).set(last.equals("*") ? Sample.TEXT : last, value);
    }
    String field = path.replace("[]", "[0]").replace(".*", "[" + Sample.TEXT + "]");
    return new Violation(crd, bound, field, Sample.spec(crd), invalid);
  }

  private static JsonNode child(JsonNode parent, String step) {
    return switch (step) {
      case "[]" -> parent.get(0);
      case "*" -> parent.get(Sample.TEXT);
      // Of what the fullest spec may not have.
      default -> parent.has(step) ? parent.get(step) : ((ObjectNode) parent).putObject(step);
    };
  }

  @Override
  public String toString() {
    return bound + " of " + field;
  }
}
