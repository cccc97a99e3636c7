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
   * A rollout, and since when this process has followed it. Where the wall clock is set ahead in
   * the meantime, no good value must be called a failure.
   */
  private record Watch(Instant began, long sinceNanos) {}

  Finding follow(HasMetadata resource, WorkloadView view, Instant now) {
    if (view.workload().isUndone()) {
      // What its controller rolls out is another template than the one that is followed.
      return new Finding(WorkloadMarks.of(view.workload()), Optional.empty());
    }
    WorkloadMarks tracked = WorkloadMarks.of(view.workload()).tracked(view);
    if (!view.workload().isUnderWay()
        || !ProgressDeadline.isNeededBy(resource)
        || !(view.progress() instanceof WorkloadProgress.RollingOut)) {
      gone(view.workload().id());
      return new Finding(tracked, Optional.empty());
    }
    Instant began = view.workload().rollout().map(RolloutRecord::startedAt).orElseThrow();
    Duration left =
        longer(Duration.between(now, began.plus(patience)), unwatched(view.workload().id(), began));
    if (!left.isNegative() && !left.isZero()) {
      return new Finding(tracked, Optional.of(left));
    }
    ProgressDeadline deadline = ProgressDeadline.of(began, pods.of(resource), patience);
    return deadline
        .check(now)
        .map(failure -> new Finding(tracked.failed(failure.message()), Optional.empty()))
        .orElseGet(() -> new Finding(tracked, Optional.of(Duration.between(now, deadline.at()))));
  }

  /** There is nothing to follow any more. */
  void gone(WorkloadId workload) {
    watches.remove(workload);
  }

  /** How long it must be followed yet before it may be called a failure. */
  private Duration unwatched(WorkloadId workload, Instant began) {
    long current = nanos.getAsLong();
    Watch watch =
        watches.merge(
            workload,
            new Watch(began, current),
            (before, first) -> before.began().equals(began) ? before : first);
    return patience.minusNanos(current - watch.sinceNanos());
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
