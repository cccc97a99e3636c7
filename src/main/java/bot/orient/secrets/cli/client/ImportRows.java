package bot.orient.secrets.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Values of a file, as the rows that the admin API imports. No message quotes anything of them. */
final class ImportRows {

  private static final Set<String> FIELDS =
      Set.of("value", "valueBase64", "category", "description");

  private ImportRows() {}

  static List<ObjectNode> ofEnvFile(String text) {
    List<ObjectNode> rows = new ArrayList<>();
    EnvFile.read(text).forEach((key, value) -> rows.add(row(key, value)));
    return rows;
  }

  private static ObjectNode row(String key, String value) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
      throw ClientException.usage(
          "a value of the file holds half of a surrogate pair; give bytes as valueBase64");
    }
    return Json.object()
        .put("key", key)
        .put(
            "valueBase64",
            Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
  }

  /** An object from key to value, or to an object with the value and what else there is to say. */
  static List<ObjectNode> ofJson(byte[] json) {
    JsonNode root = Json.readStrictly(json);
    if (!root.isObject()) {
      throw ClientException.usage(
          "the file is not a JSON object from key to value, each key once: {\"KEY\": \"value\"}");
    }
    List<ObjectNode> rows = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      int number = rows.size() + 1;
      if (entry.getValue().isTextual()) {
        rows.add(row(entry.getKey(), entry.getValue().textValue()));
      } else if (isDescribed(entry.getValue())) {
        rows.add(Json.object().put("key", entry.getKey()).setAll((ObjectNode) entry.getValue()));
      } else {
        throw ClientException.usage(
            "entry "
                + number
                + " of the file is neither a string nor an object of strings with value or"
                + " valueBase64, and category and description if you like");
      }
    }
    return rows;
  }

  private static boolean isDescribed(JsonNode node) {
    return node.isObject()
        && node.has("value") != node.has("valueBase64")
        && node.properties().stream()
            .allMatch(field -> FIELDS.contains(field.getKey()) && field.getValue().isTextual());
  }
}
