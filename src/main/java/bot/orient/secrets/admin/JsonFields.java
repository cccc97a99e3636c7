package bot.orient.secrets.admin;

import bot.orient.secrets.crypto.SecretBytes;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The fields of a JSON object. What is not expected is refused, and no message quotes what was
 * sent.
 */
final class JsonFields {

  /** What is allowed is flat, or one map deep. */
  private static final int DEEPEST = 8;

  private static final JsonMapper JSON = mapper();

  private final JsonNode object;

  private JsonFields(JsonNode object) {
    this.object = object;
  }

  private static JsonMapper mapper() {
    JsonFactory factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }

  /** Reads the body of a request that may have these fields. */
  static JsonFields of(SecretBytes body, String... allowed) {
    byte[] bytes = body.toByteArray();
    try {
      JsonNode root = JSON.readTree(bytes);
      if (root == null || !root.isObject()) {
        throw malformed("the body is not a JSON object");
      }
      return new JsonFields(root).having("", allowed);
    } catch (JacksonException e) {
      // Its message quotes the text.
      throw malformed(
          e.getLocation() == null
              ? "the body is not JSON"
              : "the body is not JSON as it should be, at line %d, column %d; a field may stand only once"
                  .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
    } catch (IOException e) {
      // There is nothing else to fail: the bytes look like UTF-16 or UTF-32 and are none.
      throw malformed("the body is not JSON in UTF-8");
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static ProblemException malformed(String detail) {
    return Problem.of(ProblemType.MALFORMED_REQUEST, detail).asException();
  }

  private JsonFields having(String prefix, String... allowed) {
    Set<String> known = new TreeSet<>(Set.of(allowed));
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      if (!known.contains(names.next())) {
        throw malformed(
            "the body has a field that is not known%s; known are %s"
                .formatted(prefix.isEmpty() ? "" : " in " + prefix, String.join(", ", known)));
      }
    }
    return this;
  }

  /** A text; JSON null is as good as none. */
  Optional<String> text(String name) {
    JsonNode field = object.get(name);
    if (field == null || field.isNull()) {
      return Optional.empty();
    }
    if (!field.isTextual()) {
      throw invalid(name, name + " must be a string");
    }
    return Optional.of(field.textValue());
  }

  /** A yes or no; none is no. */
  boolean flag(String name) {
    JsonNode field = object.get(name);
    if (field == null || field.isNull()) {
      return false;
    }
    if (!field.isBoolean()) {
      throw invalid(name, name + " must be true or false");
    }
    return field.booleanValue();
  }

  /** An array of objects, each of which may have these fields. */
  List<JsonFields> objects(String name, String... allowed) {
    JsonNode field = object.get(name);
    if (field == null || !field.isArray()) {
      throw invalid(name, name + " must be an array");
    }
    List<JsonFields> objects = new ArrayList<>();
    for (JsonNode element : field) {
      if (!element.isObject()) {
        throw invalid(name, "each element of " + name + " must be an object");
      }
      objects.add(new JsonFields(element).having(name, allowed));
    }
    return objects;
  }

  /** A whole number, 1 or more. */
  long positive(String name) {
    JsonNode field = object.get(name);
    if (field == null || !field.isIntegralNumber() || !field.canConvertToLong()) {
      throw invalid(name, name + " must be a whole number, 1 or more");
    }
    if (field.longValue() < 1) {
      throw invalid(name, name + " must be 1 or more");
    }
    return field.longValue();
  }

  /** An object of objects, each of which may have these fields. */
  Iterable<Entry> entries(String name, String... allowed) {
    JsonNode field = object.get(name);
    if (field == null || !field.isObject()) {
      throw invalid(name, name + " must be an object");
    }
    return () ->
        field.properties().stream()
            .map(
                entry -> {
                  if (!entry.getValue().isObject()) {
                    throw invalid(name, "each entry of " + name + " must be an object");
                  }
                  return new Entry(
                      entry.getKey(), new JsonFields(entry.getValue()).having(name, allowed));
                })
            .iterator();
  }

  /** One of the entries of an object. */
  record Entry(String name, JsonFields fields) {}

  private static ProblemException invalid(String field, String detail) {
    return Problem.in(field, ProblemType.INVALID_FIELD, detail).asException();
  }
}
