package bot.orient.secrets.sync;

import bot.orient.secrets.argo.Rollout;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateStatefulSetStrategy;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetUpdateStrategy;
import java.util.Optional;

/** Which pods a workload's controller replaces when the template changes. */
public final class UpdateStrategies {

  private static final String ON_DELETE = "OnDelete";

  private UpdateStrategies() {}

  /**
   * Whether pods of older templates may stay for good, so that what matters is how old any pod is,
   * not only those of the newest template: with OnDelete, with a partition, and after Argo Rollouts
   * gave up an update.
   */
  public static boolean keepsOldPods(HasMetadata workload) {
    if (workload instanceof StatefulSet statefulSet) {
      return isOnDelete(statefulSet) || partition(statefulSet) > 0;
    }
    if (workload instanceof DaemonSet daemonSet) {
      return isOnDelete(daemonSet);
    }
    return workload instanceof Rollout rollout
        && rollout.getStatus() != null
        && Boolean.TRUE.equals(rollout.getStatus().abort());
  }

  static boolean isOnDelete(StatefulSet statefulSet) {
    return strategy(statefulSet).map(StatefulSetUpdateStrategy::getType).stream()
        .anyMatch(ON_DELETE::equals);
  }

  static boolean isOnDelete(DaemonSet daemonSet) {
    return daemonSet.getSpec() != null
        && daemonSet.getSpec().getUpdateStrategy() != null
        && ON_DELETE.equals(daemonSet.getSpec().getUpdateStrategy().getType());
  }

  /** The ordinal below which pods keep the template they have; zero if none does. */
  static int partition(StatefulSet statefulSet) {
    return strategy(statefulSet)
        .map(StatefulSetUpdateStrategy::getRollingUpdate)
        .map(RollingUpdateStatefulSetStrategy::getPartition)
        .orElse(0);
  }

  private static Optional<StatefulSetUpdateStrategy> strategy(StatefulSet statefulSet) {
    return Optional.ofNullable(statefulSet.getSpec()).map(spec -> spec.getUpdateStrategy());
  }
}
