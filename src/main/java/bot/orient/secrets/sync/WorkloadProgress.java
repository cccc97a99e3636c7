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
  static WorkloadProgress of(HasMetadata resource) {
    return of(resource, Workload.of(resource));
  }

  /**
   * The same where the workload has been read from the resource already.
   *
   * @throws IllegalArgumentException for any other kind than the four
   */
  static WorkloadProgress of(HasMetadata resource, Workload workload) {
    if (resource instanceof Deployment deployment) {
      return DeploymentProgress.of(deployment, workload);
    }
    if (resource instanceof StatefulSet statefulSet) {
      return StatefulSetProgress.of(statefulSet, workload);
    }
    if (resource instanceof DaemonSet daemonSet) {
      return DaemonSetProgress.of(daemonSet);
    }
    if (resource instanceof Rollout rollout) {
      return RolloutProgress.of(rollout, workload);
    }
    throw new IllegalArgumentException("no workload: " + resource.getKind());
  }
}
