package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.StatusNumbers.count;
import static bot.orient.secrets.sync.StatusNumbers.wanted;

import bot.orient.secrets.argo.Rollout;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;

/**
 * Whether a workload has fewer available pods than it must have, for whatever reason: be it through
 * with its last rollout long ago, its pods may crash now.
 */
final class PodShortage {

  private PodShortage() {}

  /** By the status; without one nothing is known to be short. */
  static boolean of(HasMetadata resource) {
    if (resource instanceof Deployment deployment) {
      return DeploymentProgress.hasCondition(deployment, "Available", "False");
    }
    if (resource instanceof StatefulSet set) {
      return set.getStatus() != null
          && count(set.getStatus().getReadyReplicas()) < wanted(set.getSpec().getReplicas());
    }
    if (resource instanceof DaemonSet set) {
      return set.getStatus() != null
          && count(set.getStatus().getNumberAvailable())
              < count(set.getStatus().getDesiredNumberScheduled());
    }
    return resource instanceof Rollout rollout
        && rollout.getStatus() != null
        && rollout.getSpec() != null
        && count(rollout.getStatus().availableReplicas()) < wanted(rollout.getSpec().replicas());
  }
}
