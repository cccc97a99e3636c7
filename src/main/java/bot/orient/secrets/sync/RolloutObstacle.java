package bot.orient.secrets.sync;

import bot.orient.secrets.argo.Rollout;
import bot.orient.secrets.argo.RolloutSpec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Optional;

/**
 * What in a workload's own spec keeps its pods, or some of them, from getting new values after a
 * restart. Somebody wanted it so: it is reported, never fought.
 */
public final class RolloutObstacle {

  private static final String ON_DELETE =
      "spec.updateStrategy.type is OnDelete: a pod gets new values only when it is deleted;"
          + " delete the pods, or set the type to RollingUpdate";

  private RolloutObstacle() {}

  /** For people, with what to do; empty when the workload's controller rolls out by itself. */
  public static Optional<String> of(HasMetadata workload) {
    if (workload instanceof Deployment deployment) {
      return ofDeployment(deployment);
    }
    if (workload instanceof StatefulSet statefulSet) {
      return ofStatefulSet(statefulSet);
    }
    if (workload instanceof DaemonSet daemonSet) {
      return UpdateStrategies.isOnDelete(daemonSet) ? Optional.of(ON_DELETE) : Optional.empty();
    }
    return workload instanceof Rollout rollout
        ? Optional.ofNullable(rollout.getSpec()).flatMap(spec -> ofRollout(rollout, spec))
        : Optional.empty();
  }

  private static Optional<String> ofDeployment(Deployment deployment) {
    return deployment.getSpec() != null && Boolean.TRUE.equals(deployment.getSpec().getPaused())
        ? Optional.of(
            "spec.paused is true: no pod gets new values until `kubectl rollout resume deployment/%s`"
                .formatted(name(deployment)))
        : Optional.empty();
  }

  private static Optional<String> ofStatefulSet(StatefulSet statefulSet) {
    if (UpdateStrategies.isOnDelete(statefulSet)) {
      return Optional.of(ON_DELETE);
    }
    int partition = UpdateStrategies.partition(statefulSet);
    return partition > 0
        ? Optional.of(
            ("spec.updateStrategy.rollingUpdate.partition is %d: pods with a lower ordinal keep"
                    + " their values; set it to 0 to give them the new ones")
                .formatted(partition))
        : Optional.empty();
  }

  private static Optional<String> ofRollout(Rollout rollout, RolloutSpec spec) {
    if (Boolean.TRUE.equals(spec.paused())) {
      return Optional.of(
          "spec.paused is true: no pod gets new values until it is set to false"
              + " (`kubectl argo rollouts promote %s`)".formatted(name(rollout)));
    }
    return isAbortedByOthers(rollout)
        ? Optional.of(
            ("its last update was aborted, and a restart would begin that again: put a template"
                    + " there that works, or `kubectl argo rollouts retry rollout %s`")
                .formatted(name(rollout)))
        : Optional.empty();
  }

  /** An update that was aborted with the values of a restart may be begun again with others. */
  private static boolean isAbortedByOthers(Rollout rollout) {
    return rollout.getStatus() != null
        && Boolean.TRUE.equals(rollout.getStatus().abort())
        && !Workload.of(rollout).hasOpenRestart();
  }

  private static String name(HasMetadata workload) {
    return workload.getMetadata().getName();
  }
}
