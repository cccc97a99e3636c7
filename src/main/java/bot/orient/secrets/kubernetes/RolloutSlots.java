package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.RestartSettings;
import bot.orient.secrets.sync.RolloutTurns;
import bot.orient.secrets.sync.RolloutTurns.Waiting;
import bot.orient.secrets.sync.WorkloadId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Holds concurrent rollouts to the caps. What is under way is read from the cluster's state, so it
 * survives a failover; only what was granted a moment ago, and is not in the caches yet, is
 * remembered here.
 */
final class RolloutSlots {

  private final RolloutTurns turns;
  private final Supplier<? extends Collection<WorkloadId>> underWay;
  private final Map<WorkloadId, Waiting> waiting = new HashMap<>();
  private final Map<WorkloadId, Long> granted = new HashMap<>();
  private boolean open;

  /**
   * @param underWay the rollouts that the caches tell to be under way
   */
  RolloutSlots(RestartSettings settings, Supplier<? extends Collection<WorkloadId>> underWay) {
    this.turns = new RolloutTurns(settings);
    this.underWay = underWay;
  }

  /**
   * Lets rollouts begin: all caches are filled, so that what is under way is known.
   *
   * @return those that have waited for it
   */
  synchronized List<WorkloadId> open() {
    open = true;
    return next();
  }

  /** Lets no further rollout begin: from now on the caches may not tell what is under way. */
  synchronized void close() {
    open = false;
  }

  /**
   * Whether the workload may begin. If not, it waits for its turn from now on.
   *
   * @param since when its restart became due
   */
  synchronized boolean take(WorkloadId workload, Instant since) {
    Set<WorkloadId> busy = busy();
    if (busy.contains(workload)) {
      return true;
    }
    waiting.put(workload, new Waiting(workload, since));
    if (!open
        || turns.next(waiting.values(), perNamespace(busy)).stream()
            .noneMatch(next -> next.workload().equals(workload))) {
      return false;
    }
    waiting.remove(workload);
    granted.put(workload, Long.MAX_VALUE);
    return true;
  }

  /** Its rollout began with this generation. */
  synchronized void begun(WorkloadId workload, long generation) {
    granted.computeIfPresent(workload, (id, unknown) -> generation);
  }

  /** Its rollout did not begin after all. */
  synchronized void givenBack(WorkloadId workload) {
    granted.remove(workload);
  }

  /** The cache has this generation of it; from the one it began with on, the cache counts. */
  synchronized void seen(WorkloadId workload, long generation) {
    granted.computeIfPresent(workload, (id, begun) -> generation >= begun ? null : begun);
  }

  /** It does not wait for a turn any more. */
  synchronized void leave(WorkloadId workload) {
    waiting.remove(workload);
  }

  synchronized void gone(WorkloadId workload) {
    waiting.remove(workload);
    granted.remove(workload);
  }

  /** Those whose turn it is. */
  synchronized List<WorkloadId> next() {
    return !open || waiting.isEmpty()
        ? List.of()
        : turns.next(waiting.values(), perNamespace(busy())).stream()
            .map(Waiting::workload)
            .toList();
  }

  private Set<WorkloadId> busy() {
    Set<WorkloadId> busy = new HashSet<>(underWay.get());
    busy.addAll(granted.keySet());
    return busy;
  }

  private static Map<String, Integer> perNamespace(Set<WorkloadId> busy) {
    Map<String, Integer> counts = new HashMap<>();
    busy.forEach(workload -> counts.merge(workload.namespace(), 1, Integer::sum));
    return counts;
  }
}
