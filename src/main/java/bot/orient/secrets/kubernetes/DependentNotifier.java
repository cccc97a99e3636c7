package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.WorkloadStatus;
import bot.orient.secrets.sync.WorkloadId;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Tells the owners of projected Secrets when a workload that uses one gets further. Remembers what
 * it told last, so that the many events of a rollout that change nothing for the owner do not wake
 * it.
 */
final class DependentNotifier {

  private final BiConsumer<String, ResourceID> wake;
  private final Map<WorkloadId, Map<String, WorkloadStatus>> told = new ConcurrentHashMap<>();

  /**
   * @param wake given the kind and the id of an owner
   */
  DependentNotifier(BiConsumer<String, ResourceID> wake) {
    this.wake = wake;
  }

  /**
   * @param statuses how far the workload is, by the owner of the Secret, {@code Kind/name}, and the
   *     Secret's name
   */
  void assessed(
      WorkloadId workload, Map<String, WorkloadStatus> statuses, Map<String, String> owners) {
    Map<String, WorkloadStatus> now = new HashMap<>();
    owners.forEach((secret, owner) -> now.put(owner, statuses.get(secret)));
    tell(workload, now, now.isEmpty() ? told.remove(workload) : told.put(workload, now));
  }

  void gone(WorkloadId workload) {
    tell(workload, Map.of(), told.remove(workload));
  }

  private void tell(
      WorkloadId workload, Map<String, WorkloadStatus> now, Map<String, WorkloadStatus> before) {
    Map<String, WorkloadStatus> known = before == null ? Map.of() : before;
    now.forEach(
        (owner, status) -> {
          if (!Objects.equals(status, known.get(owner))) {
            wakeOwner(workload, owner);
          }
        });
    known.keySet().stream()
        .filter(owner -> !now.containsKey(owner))
        .forEach(owner -> wakeOwner(workload, owner));
  }

  private void wakeOwner(WorkloadId workload, String owner) {
    int slash = owner.indexOf('/');
    if (slash > 0) {
      wake.accept(
          owner.substring(0, slash),
          new ResourceID(owner.substring(slash + 1), workload.namespace()));
    }
  }
}
