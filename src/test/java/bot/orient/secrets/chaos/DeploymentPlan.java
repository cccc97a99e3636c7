package bot.orient.secrets.chaos;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.chaos.SecretPlan.Entry;
import bot.orient.secrets.testing.TestDeployment;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Deployment, and what it uses.
 *
 * @param deadlineSeconds after so long without progress its rollout has failed
 */
record DeploymentPlan(TestNamespace namespace, String name, int deadlineSeconds, List<Use> uses) {

  /** What apps/v1 takes for it. */
  private static final int USUAL_DEADLINE_SECONDS = 600;

  /**
   * One use of a Secret of the same namespace.
   *
   * @param dataKey empty for all that the Secret has
   * @param variable or else a file in a volume
   */
  record Use(String secret, Optional<String> dataKey, boolean variable) {

    boolean restartsFor(String changed, RestartRule rule) {
      return dataKey.filter(one -> !one.equals(changed)).isEmpty()
          && (rule == RestartRule.ALWAYS || rule == RestartRule.IF_ENVIRONMENT && variable);
    }
  }

  DeploymentPlan {
    uses = List.copyOf(uses);
  }

  static DeploymentPlan named(TestNamespace namespace, String name) {
    return new DeploymentPlan(namespace, name, USUAL_DEADLINE_SECONDS, List.of());
  }

  String address() {
    return namespace + "/" + name;
  }

  DeploymentPlan variable(String secret, String dataKey) {
    return using(new Use(secret, Optional.of(dataKey), true));
  }

  DeploymentPlan allVariables(String secret) {
    return using(new Use(secret, Optional.empty(), true));
  }

  DeploymentPlan allFiles(String secret) {
    return using(new Use(secret, Optional.empty(), false));
  }

  private DeploymentPlan using(Use use) {
    List<Use> more = new ArrayList<>(uses);
    more.add(use);
    return new DeploymentPlan(namespace, name, deadlineSeconds, more);
  }

  DeploymentPlan failingAfter(int seconds) {
    return new DeploymentPlan(namespace, name, seconds, uses);
  }

  /** Whether a change of the key is one that its pods must start anew for. */
  boolean restartsFor(SecretPlan secret, String dataKey, Entry entry) {
    return secret.namespace().equals(namespace)
        && uses.stream()
            .filter(use -> use.secret().equals(secret.name()))
            .anyMatch(use -> use.restartsFor(dataKey, entry.rule()));
  }

  Deployment toResource() {
    TestDeployment deployment =
        TestDeployment.named(namespace, name).progressDeadlineSeconds(deadlineSeconds);
    for (Use use : uses) {
      if (!use.variable()) {
        deployment.volume(use.secret());
      } else if (use.dataKey().isPresent()) {
        deployment.env(use.secret(), use.dataKey().get());
      } else {
        deployment.envFrom(use.secret());
      }
    }
    return deployment.build();
  }
}
