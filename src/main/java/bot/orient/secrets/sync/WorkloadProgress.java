package bot.orient.secrets.sync;

import bot.orient.secrets.argo.Rollout;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;

/** How far a workload is with rolling out its newest pod template. */
public sealed interface WorkloadProgress {

  /** Its controller has not yet seen its newest template. */
  record NotObserved() implements WorkloadProgress {}

  /** Every pod that is to have the newest template has it, and was available. */
  record Complete() implements WorkloadProgress {}

  /**
   * Its controller is at it.
   *
   * @param updated pods of the newest template
   * @param wanted how many there are to be
   * @param message what is waited for
   */
  record RollingOut(int updated, int wanted, String message) implements WorkloadProgress {}

  /**
   * Nothing more happens unless somebody does something.
   *
   * @param message what happened and what to do
   */
  record Failed(String message) implements WorkloadProgress {}

  /**
   * The progress as the status of the workload tells it. StatefulSets and DaemonSets never say
   * Failed: see {@link ProgressDeadline}.
   *
   * @throws IllegalArgumentException for any other kind than the four
   */
  static WorkloadProgress of(HasMetadata workload) {
    if (workload instanceof Deployment deployment) {
      return DeploymentProgress.of(deployment);
    }
    if (workload instanceof StatefulSet statefulSet) {
      return StatefulSetProgress.of(statefulSet);
    }
    if (workload instanceof DaemonSet daemonSet) {
      return DaemonSetProgress.of(daemonSet);
    }
    if (workload instanceof Rollout rollout) {
      return RolloutProgress.of(rollout);
    }
    throw new IllegalArgumentException("no workload: " + workload.getKind());
  }
}
