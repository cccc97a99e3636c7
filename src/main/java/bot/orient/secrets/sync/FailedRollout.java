package bot.orient.secrets.sync;

import bot.orient.secrets.sync.RolloutRecord.Found;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/**
 * A rollout of ours that failed.
 *
 * @param workload kind and name, {@code Deployment chat}
 * @param changed the keys whose change it carried and that may be to blame, as {@code secret/key}
 * @param baseline what it carried: fingerprints by {@code secret/key}
 * @param doubtful whether the workload was not well when it began, so that the values need not be
 *     to blame
 */
public record FailedRollout(
    String workload, Set<String> changed, Map<String, String> baseline, boolean doubtful) {

  /**
   * The failed rollout of a workload, if its last one failed and did not get through since; none if
   * the workload had been failing before it, which tells nothing of the values. One that somebody
   * undid did not get through, however well the workload is without it.
   */
  public static Optional<FailedRollout> of(WorkloadView view) {
    Workload workload = view.workload();
    return workload
        .rollout()
        .filter(last -> last.hasBlame() && !workload.optedOut() && !gotThrough(view))
        .map(
            last ->
                new FailedRollout(
                    view.title(),
                    toBlame(last),
                    workload.baseline().orElseGet(Baseline::empty).fingerprints(),
                    last.found() == Found.UNSETTLED));
  }

  private static boolean gotThrough(WorkloadView view) {
    return view.isWell() && !view.workload().isUndone();
  }

  /** A workload that failed already may do so again whatever the new values are. */
  private static SortedSet<String> toBlame(RolloutRecord last) {
    return last.suspects().isEmpty() ? last.changed() : last.suspects();
  }

  /** Whether it carried a change of the key to the value with this fingerprint. */
  boolean brought(KeyAddress address, String fingerprint) {
    return changed.contains(address.toString())
        && fingerprint.equals(baseline.get(address.toString()));
  }
}
