package bot.orient.secrets.sync;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Reads JSON objects out of annotations, which anybody may have edited. */
final class AnnotationJson {

  /**
   * Names of keys are many and seldom the same, so that remembering them costs more than it saves.
   */
  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private AnnotationJson() {}

  /**
   * The fields of a JSON object, sorted.
   *
   * @throws IllegalArgumentException when the annotation is null or no JSON object
   */
  static Map<String, JsonNode> fields(String annotation) {
    if (annotation == null) {
      throw new IllegalArgumentException("no annotation");
    }
    JsonNode root = read(annotation);
    if (!root.isObject()) {
      throw new IllegalArgumentException("the annotation is no JSON object");
    }
    Map<String, JsonNode> fields = new TreeMap<>();
    root.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    return fields;
  }

  /**
   * The text of a node.
   *
   * @throws IllegalArgumentException when the node is no text, or empty
   */
  static String text(JsonNode node) {
    if (!node.isTextual() || node.textValue().isEmpty()) {
      throw new IllegalArgumentException("the annotation lacks a text");
    }
    return node.textValue();
  }

  /**
   * The version number in a node, counted from 1.
   *
   * @throws IllegalArgumentException when the node is no such number
   */
  static long version(JsonNode node) {
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 1) {
      throw new IllegalArgumentException("the annotation lacks a version");
    }
    return node.longValue();
  }

  /**
   * The time in a node, in the form of RFC 3339.
   *
   * @throws IllegalArgumentException when the node is no text
   * @throws DateTimeException when it is no time, or one that nobody can have meant
   */
  static Instant time(JsonNode node) {
    return inRange(Instant.parse(text(node)));
  }

  /**
   * The time of a second, counted from 1970.
   *
   * @throws IllegalArgumentException when the text is no number
   * @throws DateTimeException when it is a time that nobody can have meant
   */
  static Instant second(String text) {
    return inRange(Instant.ofEpochSecond(Long.parseLong(text)));
  }

  /** What comes after the last of all times cannot be reckoned. */
  private static Instant inRange(Instant time) {
    if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)) {
      throw new DateTimeException("not between the years 1970 and 9999");
    }
    return time;
  }

  private static JsonNode read(String annotation) {
    try {
      return READER.readTree(annotation);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the annotation is no JSON", e);
    }
  }
}
