package bot.orient.secrets.playground;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.sync.Consumption;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.ProjectedKey;
import bot.orient.secrets.sync.ProjectedSecret;
import bot.orient.secrets.sync.SecretUse;
import bot.orient.secrets.sync.SecretUse.Medium;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whether a Deployment was restarted by the rotation of a key, and whether that is right: the
 * reason is read off its pod spec and the restart rules, independently of the operator's decision.
 */
record Verdict(String deployment, String uses, boolean restarted, boolean due, String why) {

  static final List<String> HEADING = List.of("DEPLOYMENT", "USES", "RESTARTED", "WHY");

  /**
   * @param projected the projected Secrets of the namespace, by name
   */
  static Verdict of(
      Deployment deployment,
      Map<String, ProjectedSecret> projected,
      String key,
      boolean restarted) {
    List<SecretUse> uses = Consumption.of(deployment.getSpec().getTemplate().getSpec());
    List<SecretUse> ofKey =
        uses.stream()
            .filter(use -> use.keys().covers(key) && rule(projected, use, key) != null)
            .toList();
    List<SecretUse> relevant =
        ofKey.stream().filter(use -> restarts(rule(projected, use, key), use.medium())).toList();
    boolean optedOut = optedOut(deployment);
    return new Verdict(
        deployment.getMetadata().getName(),
        uses.stream().map(Verdict::describe).collect(Collectors.joining(", ")),
        restarted,
        !relevant.isEmpty() && !optedOut,
        why(ofKey, relevant, optedOut, key, projected));
  }

  private static String why(
      List<SecretUse> ofKey,
      List<SecretUse> relevant,
      boolean optedOut,
      String key,
      Map<String, ProjectedSecret> projected) {
    if (ofKey.isEmpty()) {
      return "does not use " + key;
    }
    if (optedOut) {
      return "uses it, but opted out by its annotation";
    }
    SecretUse use = relevant.isEmpty() ? ofKey.get(0) : relevant.get(0);
    return "has it as a "
        + (use.medium() == Medium.ENVIRONMENT ? "variable" : "file")
        + "; its restart rule is "
        + rule(projected, use, key).text();
  }

  boolean right() {
    return restarted == due;
  }

  List<String> row() {
    return List.of(deployment, uses, (restarted ? "yes" : "no") + (right() ? "" : " (WRONG)"), why);
  }

  private static boolean restarts(RestartRule rule, Medium medium) {
    return rule == RestartRule.ALWAYS
        || rule == RestartRule.IF_ENVIRONMENT && medium == Medium.ENVIRONMENT;
  }

  /** Null if the Secret does not have the key. */
  private static RestartRule rule(
      Map<String, ProjectedSecret> projected, SecretUse use, String key) {
    ProjectedSecret secret = projected.get(use.secretName());
    ProjectedKey found = secret == null ? null : secret.keys().byDataKey().get(key);
    return found == null ? null : found.restart();
  }

  private static boolean optedOut(Deployment deployment) {
    Map<String, String> annotations = deployment.getMetadata().getAnnotations();
    return annotations != null && "false".equals(annotations.get(Markers.RESTART));
  }

  private static String describe(SecretUse use) {
    return use.secretName()
        + "/"
        + (use.keys() instanceof SecretUse.OneKey one ? one.dataKey() : "*")
        + (use.medium() == Medium.ENVIRONMENT ? " as variable" : " as file");
  }
}
