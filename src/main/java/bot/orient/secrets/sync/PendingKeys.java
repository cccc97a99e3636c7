package bot.orient.secrets.sync;

import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The keys of one Secret that a workload's records do not yet tell its pods to have. */
final class PendingKeys {

  private PendingKeys() {}

  /**
   * All of them. Some may turn out to be there once the age of the pods is known; the workload's
   * own reconciliation finds out.
   */
  static Set<KeyAddress> of(Workload workload, ProjectedSecret secret) {
    return BaselineRevision.of(workload.onlyWith(secret.name()), Map.of(secret.name(), secret))
        .open()
        .keySet();
  }

  /** Those of them of which another value is on record: what is merely not recorded is not due. */
  static SortedSet<String> recorded(Workload workload, Set<KeyAddress> pending) {
    Baseline known = workload.baseline().orElseGet(Baseline::empty);
    SortedSet<String> due = new TreeSet<>();
    pending.stream()
        .map(KeyAddress::toString)
        .filter(known.entries()::containsKey)
        .forEach(due::add);
    return due;
  }
}
