package bot.orient.secrets.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Every combination of what the rules on {@code spec} look at, which is {@code spec.restart}. */
final class Restarts {

  private Restarts() {}

  static List<JsonNode> all() {
    List<JsonNode> specs = new ArrayList<>();
    specs.add(JsonNodeFactory.instance.objectNode());
    specs.add(restart());
    for (FailurePolicy policy : FailurePolicy.values()) {
      ObjectNode spec = restart();
      spec.withObject("/restart").put("onFailure", policy.text());
      specs.add(spec);
    }
    return specs;
  }

  private static ObjectNode restart() {
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    spec.putObject("restart");
    return spec;
  }
}
