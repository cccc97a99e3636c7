package bot.orient.secrets.sync;

import bot.orient.secrets.sync.RestartDecision.Restart;
import bot.orient.secrets.sync.RolloutRecord.Found;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * All that the operator writes on a workload, in one apply.
 *
 * @param restartHash on the pod template; changing it is what restarts the workload
 */
public record WorkloadMarks(
    Baseline baseline, Optional<String> restartHash, Optional<RolloutRecord> rollout) {

  /** Those that the workload has. */
  public static WorkloadMarks of(Workload workload) {
    return new WorkloadMarks(
        workload.baseline().orElseGet(Baseline::empty), workload.restartHash(), workload.rollout());
  }

  /** Its pods have these values. */
  public WorkloadMarks adopted(Baseline adopted) {
    return new WorkloadMarks(adopted, restartHash, adopting(adopted));
  }

  /** The last rollout without what it brought other values of than pods are to have now. */
  private Optional<RolloutRecord> adopting(Baseline next) {
    Set<String> changed = new TreeSet<>(baseline.entries().keySet());
    changed.addAll(next.entries().keySet());
    changed.removeIf(
        address -> Objects.equals(baseline.fingerprint(address), next.fingerprint(address)));
    return rollout.map(last -> last.adopted(changed));
  }

  /** All its pods have these values, whoever put the template there that they have. */
  public WorkloadMarks confirmed(Baseline confirmed) {
    WorkloadMarks adopted = adopted(confirmed);
    return new WorkloadMarks(
        adopted.baseline, restartHash, adopted.rollout.map(last -> last.boundTo(restartHash)));
  }

  /** Its pods have these values but for those that a restart is to bring, which must wait. */
  public WorkloadMarks waiting(Restart restart) {
    return adopted(restart.meanwhile());
  }

  /**
   * @param view how the workload is when it is begun
   */
  public WorkloadMarks restarted(Restart restart, Instant now, WorkloadView view) {
    Found found = Found.of(view);
    return new WorkloadMarks(
        restart.baseline(),
        Optional.of(restart.restartHash()),
        Optional.of(
            adopting(restart.baseline())
                .map(last -> last.restarted(now, restart.changed(), restart.restartHash(), found))
                .orElseGet(
                    () ->
                        RolloutRecord.started(
                            now, restart.changed(), restart.restartHash(), found))));
  }

  /** As if its pods had the values, and a record that they do not. */
  public WorkloadMarks skipped(Restart restart, Instant now) {
    return new WorkloadMarks(
        restart.meanwhile().with(restart.changed(), restart.baseline()),
        restartHash,
        Optional.of(
            adopting(restart.meanwhile())
                .map(last -> last.skipping(now, restart.changed()))
                .orElseGet(() -> RolloutRecord.skipped(now, restart.changed()))));
  }

  /** With what the progress of the workload says of the last rollout. */
  public WorkloadMarks tracked(WorkloadView view) {
    boolean complete = view.progress() instanceof WorkloadProgress.Complete;
    return new WorkloadMarks(
        baseline,
        restartHash,
        rollout.map(
            last ->
                complete && view.workload().replicas() == 0
                    ? last.endedWithoutPods()
                    : last.tracked(view.progress())));
  }

  /** The last rollout made no progress in time. */
  public WorkloadMarks failed(String why) {
    return new WorkloadMarks(baseline, restartHash, rollout.map(last -> last.failed(why)));
  }
}
