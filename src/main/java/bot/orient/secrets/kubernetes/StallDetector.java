package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.ProgressDeadline;
import bot.orient.secrets.sync.RolloutRecord;
import bot.orient.secrets.sync.WorkloadId;
import bot.orient.secrets.sync.WorkloadMarks;
import bot.orient.secrets.sync.WorkloadProgress;
import bot.orient.secrets.sync.WorkloadView;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Follows the rollout of a workload to its end, and tells when it has failed: some kinds of
 * workloads say so themselves, for others their pods are looked at when the deadline comes.
 */
final class StallDetector {

  private final Duration patience;
  private final PodSource pods;
  private final LongSupplier nanos;
  private final Map<WorkloadId, Watch> watches = new ConcurrentHashMap<>();

  /**
   * @param patience how long a rollout may make no progress
   * @param nanos a clock that nobody sets, in nanoseconds
   */
  StallDetector(Duration patience, PodSource pods, LongSupplier nanos) {
    this.patience = patience;
    this.pods = pods;
    this.nanos = nanos;
  }

  /** What the rollout was found to have come to. */
  record Finding(WorkloadMarks marks, Optional<Duration> lookAgain) {}

  /**
   * A rollout that this process follows: from what time on the wall, and on the clock that nobody
   * sets. Where the wall clock is set ahead meanwhile, no good value must be called a failure.
   */
  private record Watch(Instant began, Instant wall, long nanos) {}

  Finding follow(HasMetadata resource, WorkloadView view, Instant now) {
    if (view.workload().isUndone()) {
      // What its controller rolls out is another template than the one that is followed.
      return new Finding(WorkloadMarks.of(view.workload()), Optional.empty());
    }
    WorkloadMarks tracked = WorkloadMarks.of(view.workload()).tracked(view);
    if (view.progress() instanceof WorkloadProgress.NotObserved) {
      return new Finding(tracked, Optional.empty());
    }
    if (!view.workload().isUnderWay()
        || !ProgressDeadline.isNeededBy(resource)
        || !(view.progress() instanceof WorkloadProgress.RollingOut)) {
      gone(view.workload().id());
      return new Finding(tracked, Optional.empty());
    }
    Instant began = view.workload().rollout().map(RolloutRecord::startedAt).orElseThrow();
    Instant steady = steady(view.workload().id(), began, now);
    if (steady.isBefore(began.plus(patience))) {
      return lookAgain(tracked, steady, began.plus(patience));
    }
    ProgressDeadline deadline = ProgressDeadline.of(began, pods.of(resource), patience);
    return deadline
        .check(steady)
        .map(failure -> new Finding(tracked.failed(failure.message()), Optional.empty()))
        .orElseGet(() -> lookAgain(tracked, steady, deadline.at()));
  }

  private static Finding lookAgain(WorkloadMarks tracked, Instant now, Instant then) {
    return new Finding(tracked, Optional.of(Duration.between(now, then)));
  }

  /** There is nothing to follow any more. */
  void gone(WorkloadId workload) {
    watches.remove(workload);
  }

  /** What the wall clock would say now, had nobody set it since the rollout is followed. */
  private Instant steady(WorkloadId workload, Instant began, Instant now) {
    long current = nanos.getAsLong();
    Watch watch =
        watches.merge(
            workload,
            new Watch(began, now, current),
            (before, first) -> before.began().equals(began) ? before : first);
    return watch.wall().plusNanos(current - watch.nanos());
  }
}
