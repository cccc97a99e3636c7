package bot.orient.secrets.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Every combination of what the rules on a key look at: where its value comes from. */
final class Origins {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final Map<String, JsonNode> ORIGINS =
      Map.of(
          "sealedValue",
          JSON.textNode("osv1.AAAA"),
          "secretKeyRef",
          JSON.objectNode().put("name", "source").put("key", "token"),
          "generate",
          JSON.objectNode().put("type", "Random"));

  private Origins() {}

  static List<JsonNode> all() {
    List<ObjectNode> keys = new ArrayList<>(List.of(JSON.objectNode()));
    ORIGINS.forEach(
        (field, origin) ->
            List.copyOf(keys).forEach(key -> keys.add(key.deepCopy().set(field, origin))));
    return List.copyOf(keys);
  }
}
