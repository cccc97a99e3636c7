package bot.orient.secrets.playground;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.sync.Consumption;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.ProjectedSecret;
import bot.orient.secrets.sync.SecretUse;
import bot.orient.secrets.sync.SecretUse.Medium;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whether a Deployment was restarted by a rotation, and whether that is right: the reason is read
 * off its pod spec and the key's restart rule, independently of the operator's decision.
 */
record Verdict(String deployment, String uses, boolean restarted, boolean due, String why) {

  static Verdict of(Deployment deployment, Secret secret, String rotatedKey, boolean restarted) {
    String name = deployment.getMetadata().getName();
    List<SecretUse> uses =
        Consumption.of(deployment.getSpec().getTemplate().getSpec()).stream()
            .filter(use -> use.secretName().equals(secret.getMetadata().getName()))
            .toList();
    List<SecretUse> ofKey = uses.stream().filter(use -> use.keys().covers(rotatedKey)).toList();
    boolean environment = ofKey.stream().anyMatch(use -> use.medium() == Medium.ENVIRONMENT);
    RestartRule rule = rule(secret, rotatedKey);
    String used =
        uses.isEmpty()
            ? "-"
            : uses.stream().map(Verdict::describe).collect(Collectors.joining(", "));
    if (ofKey.isEmpty()) {
      return new Verdict(name, used, restarted, false, "does not use " + rotatedKey);
    }
    if (optedOut(deployment)) {
      return new Verdict(name, used, restarted, false, "opted out by its annotation");
    }
    return switch (rule) {
      case ALWAYS ->
          new Verdict(name, used, restarted, true, "uses " + rotatedKey + ", rule Always");
      case IF_ENVIRONMENT ->
          environment
              ? new Verdict(
                  name, used, restarted, true, "reads " + rotatedKey + " from its environment")
              : new Verdict(name, used, restarted, false, "has it as a file, rule IfEnvironment");
      case NEVER -> new Verdict(name, used, restarted, false, "rule Never");
    };
  }

  boolean right() {
    return restarted == due;
  }

  List<String> row() {
    return List.of(deployment, uses, (restarted ? "yes" : "no") + (right() ? "" : " (WRONG)"), why);
  }

  private static RestartRule rule(Secret secret, String key) {
    return ProjectedSecret.of(secret).orElseThrow().keys().byDataKey().get(key).restart();
  }

  private static boolean optedOut(Deployment deployment) {
    Map<String, String> annotations = deployment.getMetadata().getAnnotations();
    return annotations != null && "false".equals(annotations.get(Markers.RESTART));
  }

  private static String describe(SecretUse use) {
    String keys = use.keys() instanceof SecretUse.OneKey one ? one.dataKey() : "all keys";
    return keys + (use.medium() == Medium.ENVIRONMENT ? " (variable)" : " (file)");
  }
}
