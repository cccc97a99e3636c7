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

  /** Only those of which another value is on record: what is merely not yet recorded is not due. */
  static SortedSet<String> recorded(Workload workload, ProjectedSecret secret) {
    Map<String, String> known = workload.baseline().orElseGet(Baseline::empty).fingerprints();
    SortedSet<String> due = new TreeSet<>();
    of(workload, secret).stream()
        .map(KeyAddress::toString)
        .filter(known::containsKey)
        .forEach(due::add);
    return due;
  }
}
