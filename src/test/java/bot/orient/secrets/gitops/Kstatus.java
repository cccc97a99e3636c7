package bot.orient.secrets.gitops;

import bot.orient.secrets.testing.ClusterView;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * The verdicts of kstatus on a custom resource, as {@code kubectl wait} in scripts, kpt and Flux
 * reach them.
 *
 * <p>Follows {@code checkGenericProperties}, {@code checkGeneration} and {@code
 * checkReadyCondition} of sigs.k8s.io/cli-utils, pkg/kstatus/status, in their order; the rules that
 * it has besides are for kinds of Kubernetes itself.
 */
enum Kstatus {
  CURRENT,
  IN_PROGRESS,
  FAILED,
  TERMINATING;

  static Kstatus of(JsonNode object) {
    if (!object.at("/metadata/deletionTimestamp").asText("").isEmpty()) {
      return TERMINATING;
    }
    JsonNode generation = object.at("/metadata/generation");
    JsonNode observed = object.at("/status/observedGeneration");
    // An object that says nothing of what was observed passes here.
    if (generation.isNumber() && observed.isNumber() && generation.asLong() != observed.asLong()) {
      return IN_PROGRESS;
    }
    // The first of the two in the list decides, should both be there.
    for (JsonNode condition : object.at("/status/conditions")) {
      if (isTrue(condition) && condition.path("type").asText().equals("Reconciling")) {
        return IN_PROGRESS;
      }
      if (isTrue(condition) && condition.path("type").asText().equals("Stalled")) {
        return FAILED;
      }
    }
    JsonNode ready = ClusterView.condition(object, "Ready");
    // Without any known condition it is taken for current.
    return ready.isMissingNode() || isTrue(ready) ? CURRENT : IN_PROGRESS;
  }

  private static boolean isTrue(JsonNode condition) {
    return condition.path("status").asText().equals("True");
  }
}
