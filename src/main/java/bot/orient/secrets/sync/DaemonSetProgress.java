package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.StatusNumbers.count;

import bot.orient.secrets.sync.WorkloadProgress.Complete;
import bot.orient.secrets.sync.WorkloadProgress.NotObserved;
import bot.orient.secrets.sync.WorkloadProgress.RollingOut;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;

/**
 * How far a DaemonSet is, by the counts of {@code kubectl rollout status}. It has nothing else, so
 * a new node or a crash looks like a rollout.
 */
public final class DaemonSetProgress {

  private DaemonSetProgress() {}

  static WorkloadProgress of(DaemonSet daemonSet) {
    DaemonSetStatus status = daemonSet.getStatus();
    if (status == null || !StatusNumbers.observed(daemonSet, status.getObservedGeneration())) {
      return new NotObserved();
    }
    int wanted = count(status.getDesiredNumberScheduled());
    int updated = count(status.getUpdatedNumberScheduled());
    int available = count(status.getNumberAvailable());
    if (updated < wanted) {
      return new RollingOut(updated, wanted, "%d of %d pods updated".formatted(updated, wanted));
    }
    if (available < wanted) {
      return new RollingOut(
          updated, wanted, "%d of %d updated pods available".formatted(available, wanted));
    }
    return new Complete();
  }
}
