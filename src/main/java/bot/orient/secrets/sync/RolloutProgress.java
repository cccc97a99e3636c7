package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.StatusNumbers.count;

import bot.orient.secrets.argo.Rollout;
import bot.orient.secrets.argo.RolloutStatus;
import bot.orient.secrets.sync.WorkloadProgress.Complete;
import bot.orient.secrets.sync.WorkloadProgress.Failed;
import bot.orient.secrets.sync.WorkloadProgress.NotObserved;
import bot.orient.secrets.sync.WorkloadProgress.RollingOut;
import java.util.Objects;

/**
 * How far an Argo Rollout is: its controller's phase. Once the newest template is promoted, scaling
 * or a crash is no rollout, whatever the phase, but after a restart that failed.
 */
public final class RolloutProgress {

  private static final String LOOK = "see `kubectl argo rollouts get rollout %s`";

  private RolloutProgress() {}

  static WorkloadProgress of(Rollout rollout, Workload workload) {
    RolloutStatus status = rollout.getStatus();
    if (status == null || !observed(rollout, status.observedGeneration())) {
      return new NotObserved();
    }
    String phase = Objects.requireNonNullElse(status.phase(), "");
    if (phase.equals("Degraded")) {
      return new Failed(failure(rollout));
    }
    if (phase.equals("Healthy") || !workload.hasFailed() && isPromoted(status)) {
      return new Complete();
    }
    int wanted =
        StatusNumbers.wanted(rollout.getSpec() == null ? null : rollout.getSpec().replicas());
    return new RollingOut(
        count(status.updatedReplicas()),
        wanted,
        phase.equals("Paused") ? pause(rollout) : what(status, wanted));
  }

  /** A hash, as very old versions wrote it, tells nothing. */
  private static boolean observed(Rollout rollout, String observedGeneration) {
    try {
      return StatusNumbers.observed(
          rollout, observedGeneration == null ? null : Long.valueOf(observedGeneration));
    } catch (NumberFormatException e) {
      return true;
    }
  }

  /** After an undo the promoted template is the newest while pods of the undone one still run. */
  private static boolean isPromoted(RolloutStatus status) {
    return status.currentPodHash() != null
        && status.currentPodHash().equals(status.stableRS())
        && count(status.replicas()) <= count(status.updatedReplicas());
  }

  /** Only the reason: what follows it is free text, of an analysis for example. */
  private static String failure(Rollout rollout) {
    String message = Objects.requireNonNullElse(rollout.getStatus().message(), "");
    String reason = message.split(":", 2)[0].isBlank() ? "Degraded" : message.split(":", 2)[0];
    String name = rollout.getMetadata().getName();
    return Boolean.TRUE.equals(rollout.getStatus().abort())
        ? "%s: %s, then `kubectl argo rollouts retry rollout %s`"
            .formatted(reason, LOOK.formatted(name), name)
        : "%s: %s".formatted(reason, LOOK.formatted(name));
  }

  private static String pause(Rollout rollout) {
    RolloutStatus status = rollout.getStatus();
    String reason = status.message() == null ? "" : " (" + status.message() + ")";
    return "paused%s: if it has no duration, promote it with `kubectl argo rollouts promote %s`"
        .formatted(reason, rollout.getMetadata().getName());
  }

  private static String what(RolloutStatus status, int wanted) {
    return "%d of %d pods updated%s"
        .formatted(
            count(status.updatedReplicas()),
            wanted,
            status.message() == null || status.message().isBlank() ? "" : ": " + status.message());
  }
}
