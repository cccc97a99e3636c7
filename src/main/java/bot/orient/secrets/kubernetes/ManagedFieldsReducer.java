package bot.orient.secrets.kubernetes;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.kubernetes.api.model.FieldsV1;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads of {@code metadata.managedFields} only what the operator asks for: who set which label,
 * annotation, owner reference and key of a Secret, and whether somebody set the spec. Read as it
 * comes it is most of what an informer's cache holds, a map for each field of each object.
 *
 * <p>An object that was read like this must not be sent back whole; the operator writes by
 * server-side applies and patches.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/server-side-apply/">Server-Side
 *     Apply</a>
 */
final class ManagedFieldsReducer extends JsonDeserializer<FieldsV1> {

  private static final String METADATA = "f:metadata";
  private static final String DATA = "f:data";

  @Override
  public FieldsV1 deserialize(JsonParser parser, DeserializationContext context)
      throws IOException {
    FieldsV1 fields = new FieldsV1();
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return fields;
    }
    Map<String, Object> kept = new HashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case METADATA -> kept.put(name, fields(parser, 2));
        case DATA -> kept.put(name, fields(parser, 1));
        default -> kept.put(name, fields(parser, 0));
      }
    }
    fields.setAdditionalProperties(Map.copyOf(kept));
    return fields;
  }

  /** The names of fields down to a depth; below it there is one empty map for all. */
  private static Map<String, Object> fields(JsonParser parser, int depth) throws IOException {
    if (depth == 0 || parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return Map.of();
    }
    Map<String, Object> names = new HashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      names.put(name, fields(parser, depth - 1));
    }
    return Map.copyOf(names);
  }

  @JsonDeserialize(using = ManagedFieldsReducer.class)
  abstract static class Reduced {}
}
