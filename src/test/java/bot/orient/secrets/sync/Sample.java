package bot.orient.secrets.sync;

import bot.orient.secrets.api.CommittedCrd;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The fullest document of a schema: every field that another does not forbid, every list and map
 * with one entry.
 */
final class Sample {

  /** The text of strings and the name of every map's entry. */
  static final String TEXT = "a";

  /**
   * For patterns that the text does not fit: a duration, a schedule, a date and time, a sealed
   * text.
   */
  private static final List<String> OTHER_TEXTS =
      List.of("1h", "0 2 * * *", "2027-01-31T00:00:00Z", "osv1.a");

  /** Constants that other fields, or other resources, forbid. */
  private static final Set<String> FORBIDDING = Set.of("Merge", "RestorePreviousVersion");

  /** Fields that another one of the same object forbids. */
  private static final Set<String> FORBIDDEN = Set.of("sealedValue", "generate");

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
        schema.path("properties").properties().stream()
            .filter(p -> !FORBIDDEN.contains(p.getKey()))
            .forEach(p -> object.set(p.getKey(), of(p.getValue())));
        if (schema.has("additionalProperties")) {
          object.set(TEXT, of(schema.get("additionalProperties")));
        }
        yield object;
      }
      case "string" -> TextNode.valueOf(text(schema));
      default -> throw new IllegalArgumentException("no sample of " + schema);
    };
  }

  private static String text(JsonNode schema) {
    Stream<String> candidates =
        schema.has("enum")
            ? StreamSupport.stream(schema.get("enum").spliterator(), false).map(JsonNode::asText)
            : Stream.concat(Stream.of(TEXT), OTHER_TEXTS.stream());
    return candidates
        .filter(text -> !FORBIDDING.contains(text))
        .filter(text -> text.matches(schema.path("pattern").asText(".*")))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no sample of " + schema));
  }
}
