package bot.orient.secrets.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Every combination of what the rules on {@code spec.target} look at. */
public final class Targets {

  private Targets() {}

  public static List<JsonNode> all() {
    List<JsonNode> targets = new ArrayList<>();
    for (String policy : Arrays.asList(null, "Owner", "Merge")) {
      for (Boolean immutable : Arrays.asList(null, true, false)) {
        for (String type : Arrays.asList(null, "Opaque", "kubernetes.io/service-account-token")) {
          targets.add(target(policy, immutable, type));
        }
      }
    }
    for (String label :
        List.of(
            "app.kubernetes.io/name",
            "app.kubernetes.io/instance",
            "argocd.argoproj.io/instance")) {
      targets.add(entry("labels", label));
    }
    for (String annotation :
        List.of("argocd.argoproj.io/sync-wave", "argocd.argoproj.io/tracking-id")) {
      targets.add(entry("annotations", annotation));
    }
    return targets;
  }

  private static ObjectNode entry(String field, String name) {
    ObjectNode target = JsonNodeFactory.instance.objectNode();
    target.putObject(field).put(name, "shop");
    return target;
  }

  private static ObjectNode target(String policy, Boolean immutable, String type) {
    ObjectNode target = JsonNodeFactory.instance.objectNode();
    if (policy != null) {
      target.put("creationPolicy", policy);
    }
    if (immutable != null) {
      target.put("immutable", immutable);
    }
    if (type != null) {
      target.put("type", type);
    }
    return target;
  }
}
