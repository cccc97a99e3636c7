package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.WorkloadStatus;
import bot.orient.secrets.sync.FailedRollout;
import bot.orient.secrets.sync.WorkloadId;
import bot.orient.secrets.sync.WorkloadView;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Tells the owners of projected Secrets when a workload that uses one gets further. Remembers what
 * it told last, so that the many events of a rollout that change nothing for the owner do not wake
 * it.
 */
final class DependentNotifier {

  /**
   * What an owner learns of a workload. That a rollout fails is to be seen before it is on record,
   * and keys are put back by the record, unless it got through since.
   */
  private record Sight(String owner, WorkloadStatus status, Optional<FailedRollout> failure) {}

  private final BiConsumer<String, ResourceID> wake;

  /** By the Secret's name. */
  private final Map<WorkloadId, Map<String, Sight>> told = new ConcurrentHashMap<>();

  /**
   * @param wake given the kind and the id of an owner
   */
  DependentNotifier(BiConsumer<String, ResourceID> wake) {
    this.wake = wake;
  }

  /**
   * @param statuses how far the workload is, by the Secret's name
   * @param owners of the Secrets, {@code Kind/name}, by the Secret's name
   */
  void assessed(
      WorkloadView view, Map<String, WorkloadStatus> statuses, Map<String, String> owners) {
    WorkloadId workload = view.workload().id();
    Optional<FailedRollout> failure = FailedRollout.of(view);
    Map<String, Sight> now = new HashMap<>();
    owners.forEach(
        (secret, owner) -> now.put(secret, new Sight(owner, statuses.get(secret), failure)));
    tell(workload, now, now.isEmpty() ? told.remove(workload) : told.put(workload, now));
  }

  void gone(WorkloadId workload) {
    tell(workload, Map.of(), told.remove(workload));
  }

  private void tell(WorkloadId workload, Map<String, Sight> now, Map<String, Sight> before) {
    Map<String, Sight> known = before == null ? Map.of() : before;
    Set<String> concerned = new HashSet<>();
    now.forEach(
        (secret, sight) -> {
          if (!sight.equals(known.get(secret))) {
            concerned.add(sight.owner());
          }
        });
    known.forEach(
        (secret, sight) -> {
          if (!now.containsKey(secret) || !now.get(secret).owner().equals(sight.owner())) {
            concerned.add(sight.owner());
          }
        });
    concerned.forEach(owner -> wakeOwner(workload, owner));
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
