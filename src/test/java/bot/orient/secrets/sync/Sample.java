package bot.orient.secrets.sync;

import bot.orient.secrets.api.CommittedCrd;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** The fullest document of a schema: every field once, every list and map with one entry. */
final class Sample {

  /** The text of every string and the name of every map's entry; fits every pattern we have. */
  static final String TEXT = "a";

  private Sample() {}

  static ObjectNode spec(CommittedCrd crd) {
    return (ObjectNode) of(crd.schema().at("/properties/spec"));
  }

  static JsonNode of(JsonNode schema) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return switch (schema.get("type").asText()) {
      case "boolean" -> json.booleanNode(false);
      case "integer" -> json.numberNode(1);
      case "array" -> json.arrayNode().add(of(schema.get("items")));
      case "object" -> {
        ObjectNode object = json.objectNode();
        schema
            .path("properties")
            .properties()
            .forEach(p -> object.set(p.getKey(), of(p.getValue())));
        if (schema.has("additionalProperties")) {
          object.set(TEXT, of(schema.get("additionalProperties")));
        }
        yield object;
      }
      case "string" -> schema.has("enum") ? last(schema.get("enum")) : TextNode.valueOf(TEXT);
      default -> throw new IllegalArgumentException("no sample of " + schema);
    };
  }

  /** The first creation policy, Merge, forbids other fields; the last does not. */
  private static JsonNode last(JsonNode values) {
    return values.get(values.size() - 1);
  }
}
