package bot.orient.secrets.sync;

import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.api.WorkloadStatus;
import bot.orient.secrets.sync.RolloutRecord.Phase;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/** Tells people how far a workload is with the values of one Secret. */
public final class WorkloadAssessor {

  private WorkloadAssessor() {}

  /**
   * The state of the workload with respect to the Secret.
   *
   * @param hold why its restart waits, if it does
   */
  public static WorkloadStatus assess(
      WorkloadView view, ProjectedSecret secret, Optional<Hold> hold) {
    Set<KeyAddress> open = PendingKeys.of(view.workload(), secret);
    SortedSet<String> pending = PendingKeys.recorded(view.workload(), open);
    if (view.workload().optedOut()) {
      return status(view, WorkloadState.OPTED_OUT, pending.isEmpty() ? null : lacking(pending));
    }
    Optional<RolloutRecord> last =
        view.workload().rollout().filter(rollout -> rollout.concerns(secret.name()));
    if (view.progress() instanceof WorkloadProgress.Failed failed) {
      return status(view, WorkloadState.FAILED, failed.message());
    }
    if (last.filter(RolloutRecord::isFailed).isPresent() && !view.isWell()) {
      return status(view, WorkloadState.FAILED, last.get().message().orElse(null));
    }
    Optional<Hold> held = hold.filter(restart -> restart.concerns(secret.name()));
    if (held.isPresent()) {
      return status(view, held.get().state(), held.get().why());
    }
    if (view.progress() instanceof WorkloadProgress.RollingOut rolling) {
      return rollingOut(view, rolling);
    }
    // Our records make a new generation of a Deployment too; only after a restart is it a rollout.
    if (view.progress() instanceof WorkloadProgress.NotObserved && view.workload().isUnderWay()) {
      return status(view, WorkloadState.ROLLING_OUT, "waiting for its controller");
    }
    if (!pending.isEmpty()) {
      return status(view, WorkloadState.WAITING, "restart pending");
    }
    // To call it up to date would end somebody's wait for a restart that is about to be found due.
    if (!open.isEmpty()) {
      return status(view, WorkloadState.WAITING, "its pods are yet to be looked at");
    }
    return through(view, last);
  }

  private static WorkloadStatus through(WorkloadView view, Optional<RolloutRecord> last) {
    if (last.isEmpty()) {
      return status(view, WorkloadState.UP_TO_DATE, null);
    }
    return last.get().phase() == Phase.SKIPPED
        ? status(
            view,
            WorkloadState.SKIPPED,
            "its restart for %s was skipped on request at %s"
                .formatted(String.join(", ", last.get().changed()), last.get().startedAt()))
        : status(view, WorkloadState.DONE, "restarted at " + last.get().startedAt());
  }

  private static WorkloadStatus rollingOut(WorkloadView view, WorkloadProgress.RollingOut rolling) {
    return new WorkloadStatus(
        view.workload().kind(),
        view.workload().name(),
        WorkloadState.ROLLING_OUT,
        rolling.updated() + "/" + rolling.wanted(),
        rolling.message());
  }

  private static String lacking(SortedSet<String> pending) {
    return "runs with older values of " + String.join(", ", pending);
  }

  private static WorkloadStatus status(WorkloadView view, WorkloadState state, String message) {
    return new WorkloadStatus(view.workload().kind(), view.workload().name(), state, null, message);
  }
}
