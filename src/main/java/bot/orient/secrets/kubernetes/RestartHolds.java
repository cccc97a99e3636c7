package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.Hold;
import bot.orient.secrets.sync.WorkloadId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The restarts that wait, and why, for statuses. Nothing is lost with it: the next look at a
 * workload finds the same.
 */
final class RestartHolds {

  private final Map<WorkloadId, Hold> holds = new ConcurrentHashMap<>();

  void put(WorkloadId workload, Hold hold) {
    holds.put(workload, hold);
  }

  void remove(WorkloadId workload) {
    holds.remove(workload);
  }

  Optional<Hold> of(WorkloadId workload) {
    return Optional.ofNullable(holds.get(workload));
  }
}
