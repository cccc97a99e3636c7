package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.StatusNumbers.count;

import bot.orient.secrets.sync.WorkloadProgress.Complete;
import bot.orient.secrets.sync.WorkloadProgress.NotObserved;
import bot.orient.secrets.sync.WorkloadProgress.RollingOut;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;

/**
 * How far a StatefulSet is: as its controller says by making the update revision the current one,
 * else, and after a restart that failed, by the counts of {@code kubectl rollout status}, which
 * would take scaling, an eviction or a crash for a rollout. With a partition, complete means that
 * the pods above it are updated.
 */
public final class StatefulSetProgress {

  private StatefulSetProgress() {}

  static WorkloadProgress of(StatefulSet statefulSet, Workload workload) {
    StatefulSetStatus status = statefulSet.getStatus();
    if (status == null || !StatusNumbers.observed(statefulSet, status.getObservedGeneration())) {
      return new NotObserved();
    }
    // After an undo the revisions are equal while pods of the undone one still run.
    boolean uniform = count(status.getReplicas()) == count(status.getUpdatedReplicas());
    return !workload.hasFailed() && uniform && isCurrent(status) && longEnoughReady(statefulSet)
        ? new Complete()
        : byCounts(statefulSet, status);
  }

  private static boolean isCurrent(StatefulSetStatus status) {
    return status.getUpdateRevision() != null
        && status.getUpdateRevision().equals(status.getCurrentRevision());
  }

  /** The controller makes a revision the current one before its last pod is available. */
  private static boolean longEnoughReady(StatefulSet statefulSet) {
    StatefulSetStatus status = statefulSet.getStatus();
    return count(statefulSet.getSpec().getMinReadySeconds()) == 0
        || count(status.getAvailableReplicas()) >= count(status.getReplicas());
  }

  private static WorkloadProgress byCounts(StatefulSet statefulSet, StatefulSetStatus status) {
    int replicas = StatusNumbers.wanted(statefulSet.getSpec().getReplicas());
    int partition = UpdateStrategies.partition(statefulSet);
    int wanted = Math.max(0, replicas - partition);
    int all = count(status.getReplicas());
    int updated = count(status.getUpdatedReplicas());
    int ready = count(status.getReadyReplicas());
    if (updated < wanted) {
      return new RollingOut(updated, wanted, "%d of %d pods updated".formatted(updated, wanted));
    }
    if (all > replicas) {
      return new RollingOut(updated, wanted, "%d pods still to stop".formatted(all - replicas));
    }
    if (ready < replicas) {
      return new RollingOut(updated, wanted, "%d of %d pods ready".formatted(ready, replicas));
    }
    if (!longEnoughReady(statefulSet)) {
      return new RollingOut(
          updated,
          wanted,
          "%d of %d pods available".formatted(count(status.getAvailableReplicas()), all));
    }
    // With a partition or OnDelete the revision never becomes the current one by itself.
    if (!isCurrent(status) && partition == 0 && !UpdateStrategies.isOnDelete(statefulSet)) {
      return new RollingOut(updated, wanted, "waiting for the statefulset controller to finish");
    }
    return new Complete();
  }
}
