package bot.orient.secrets.sync;

import bot.orient.secrets.argo.Rollout;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;

/** How many pods a workload is to have. */
final class WantedReplicas {

  private WantedReplicas() {}

  /**
   * For a DaemonSet what its controller counts of nodes, zero until it did.
   *
   * @throws IllegalArgumentException for any other kind than the four
   */
  static int of(HasMetadata workload) {
    if (workload instanceof Deployment deployment) {
      return StatusNumbers.wanted(
          deployment.getSpec() == null ? null : deployment.getSpec().getReplicas());
    }
    if (workload instanceof StatefulSet statefulSet) {
      return StatusNumbers.wanted(
          statefulSet.getSpec() == null ? null : statefulSet.getSpec().getReplicas());
    }
    if (workload instanceof DaemonSet daemonSet) {
      return StatusNumbers.count(
          daemonSet.getStatus() == null ? null : daemonSet.getStatus().getDesiredNumberScheduled());
    }
    if (workload instanceof Rollout rollout) {
      return StatusNumbers.wanted(rollout.getSpec() == null ? null : rollout.getSpec().replicas());
    }
    throw new IllegalArgumentException("no workload: " + workload.getKind());
  }
}
