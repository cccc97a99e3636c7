package bot.orient.secrets.gitops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** What {@code examples/argocd/argocd-cm.yaml} tells Argo CD of a kind. */
record ArgoCustomization(String health, JsonNode actions) {

  static final Path FILE = Path.of("examples", "argocd", "argocd-cm.yaml");

  private static final YAMLMapper YAML = new YAMLMapper();

  static ArgoCustomization of(String kind) {
    try {
      JsonNode data = YAML.readTree(FILE.toFile()).get("data");
      String suffix = ".secrets.orient.bot_" + kind;
      return new ArgoCustomization(
          data.get("resource.customizations.health" + suffix).asText(),
          YAML.readTree(data.get("resource.customizations.actions" + suffix).asText()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How healthy Argo CD shows a resource. */
  record Health(String status, String message) {}

  Health healthOf(JsonNode object) {
    JsonNode answer = LuaSandbox.run(health, object);
    return new Health(answer.path("status").asText(), answer.path("message").asText());
  }

  /** The buttons that can be pressed. */
  Set<String> enabledActions(JsonNode object) {
    Set<String> enabled = new TreeSet<>();
    LuaSandbox.run(actions.get("discovery.lua").asText(), object)
        .properties()
        .forEach(
            action -> {
              if (!action.getValue().path("disabled").asBoolean()) {
                enabled.add(action.getKey());
              }
            });
    return enabled;
  }

  Set<String> definedActions() {
    Set<String> defined = new TreeSet<>();
    actions.get("definitions").forEach(action -> defined.add(action.get("name").asText()));
    return defined;
  }

  /** The JSON merge patch that Argo CD sends when the button is pressed. */
  JsonNode patch(String action, JsonNode object) {
    for (JsonNode definition : actions.get("definitions")) {
      if (definition.get("name").asText().equals(action)) {
        return difference(object, LuaSandbox.run(definition.get("action.lua").asText(), object));
      }
    }
    throw new IllegalArgumentException("there is no action " + action);
  }

  private static ObjectNode difference(JsonNode before, JsonNode after) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    before
        .properties()
        .forEach(
            field -> {
              if (!after.has(field.getKey())) {
                patch.putNull(field.getKey());
              }
            });
    after
        .properties()
        .forEach(
            field -> {
              JsonNode old = before.path(field.getKey());
              if (old.isObject() && field.getValue().isObject()) {
                ObjectNode inner = difference(old, field.getValue());
                if (!inner.isEmpty()) {
                  patch.set(field.getKey(), inner);
                }
              } else if (!old.equals(field.getValue())) {
                patch.set(field.getKey(), field.getValue());
              }
            });
    return patch;
  }
}
