package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.ProgressDeadline;
import bot.orient.secrets.sync.RolloutRecord;
import bot.orient.secrets.sync.WorkloadMarks;
import bot.orient.secrets.sync.WorkloadProgress;
import bot.orient.secrets.sync.WorkloadView;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Follows the rollout of a workload to its end, and tells when it has failed: some kinds of
 * workloads say so themselves, for others their pods are looked at when the deadline comes.
 */
final class StallDetector {

  private final Duration patience;
  private final PodSource pods;

  /**
   * @param patience how long a rollout may make no progress
   */
  StallDetector(Duration patience, PodSource pods) {
    this.patience = patience;
    this.pods = pods;
  }

  /** What the rollout was found to have come to. */
  record Finding(WorkloadMarks marks, Optional<Duration> lookAgain) {}

  Finding follow(HasMetadata resource, WorkloadView view, Instant now) {
    if (view.workload().isUndone()) {
      // What its controller rolls out is another template than the one that is followed.
      return new Finding(WorkloadMarks.of(view.workload()), Optional.empty());
    }
    WorkloadMarks tracked = WorkloadMarks.of(view.workload()).tracked(view);
    if (!view.workload().isUnderWay()
        || !ProgressDeadline.isNeededBy(resource)
        || !(view.progress() instanceof WorkloadProgress.RollingOut)) {
      return new Finding(tracked, Optional.empty());
    }
    Instant began = view.workload().rollout().map(RolloutRecord::startedAt).orElseThrow();
    if (now.isBefore(began.plus(patience))) {
      return new Finding(tracked, Optional.of(Duration.between(now, began.plus(patience))));
    }
    ProgressDeadline deadline = ProgressDeadline.of(began, pods.of(resource), patience);
    return deadline
        .check(now)
        .map(failure -> new Finding(tracked.failed(failure.message()), Optional.empty()))
        .orElseGet(() -> new Finding(tracked, Optional.of(Duration.between(now, deadline.at()))));
  }
}
