package bot.orient.secrets.sync;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/**
 * A workload and how far its controller is with it.
 *
 * @param obstacle why a restart could not be carried out, and what to do about it, for people;
 *     empty when nothing is in the way
 * @param isShortOfPods whether fewer pods are available than it must have, for whatever reason
 */
public record WorkloadView(
    Workload workload,
    WorkloadProgress progress,
    Optional<String> obstacle,
    boolean isShortOfPods) {

  /**
   * @throws IllegalArgumentException for any kind but the four
   */
  public static WorkloadView of(HasMetadata resource) {
    Workload workload = Workload.of(resource);
    return new WorkloadView(
        workload,
        WorkloadProgress.of(resource, workload),
        RolloutObstacle.of(resource),
        PodShortage.of(resource));
  }

  /** The same with something in the way of its restarts. */
  public WorkloadView hindered(String why) {
    return new WorkloadView(workload, progress, Optional.of(why), isShortOfPods);
  }

  /**
   * The same with a failure on record that its controller tells of and nobody has recorded yet: a
   * value that made it fail must not reach others meanwhile.
   */
  WorkloadView withFailureOnRecord() {
    return progress instanceof WorkloadProgress.Failed && workload.isUnderWay()
        ? new WorkloadView(
            workload.withRollout(workload.rollout().map(last -> last.tracked(progress))),
            progress,
            obstacle,
            isShortOfPods)
        : this;
  }

  /** Whether its controller is through with it, and there are pods that show it. */
  boolean isWell() {
    return progress instanceof WorkloadProgress.Complete && workload.replicas() > 0;
  }

  /** Whether it counts among those that others wait for. */
  boolean takesPart() {
    return !workload.optedOut() && obstacle.isEmpty();
  }

  boolean is(WorkloadView other) {
    return workload.id().equals(other.workload.id());
  }

  /** The kind and name, for people. */
  String title() {
    return workload.kind() + " " + workload.name();
  }
}
