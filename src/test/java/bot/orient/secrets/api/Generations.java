package bot.orient.secrets.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Every combination of what the rules on what is generated look at. */
final class Generations {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final Map<String, JsonNode> OPTIONS =
      Map.of(
          "length", JSON.numberNode(8),
          "alphabet", JSON.textNode("Hex"),
          "bits", JSON.numberNode(2048),
          "curve", JSON.textNode("P-256"),
          "from", JSON.textNode("OTHER"),
          "user", JSON.textNode("admin"));

  private Generations() {}

  static List<JsonNode> all() {
    List<ObjectNode> specs = new ArrayList<>();
    for (GeneratedType type : GeneratedType.values()) {
      specs.add(JSON.objectNode().put("type", type.text()));
    }
    OPTIONS.forEach(
        (field, option) ->
            List.copyOf(specs).forEach(spec -> specs.add(spec.deepCopy().set(field, option))));
    return List.copyOf(specs);
  }
}
