package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.WorkloadStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
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
  private final Map<ResourceID, Map<String, WorkloadStatus>> told = new ConcurrentHashMap<>();

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
      Deployment deployment, Map<String, WorkloadStatus> statuses, Map<String, String> owners) {
    Map<String, WorkloadStatus> now = new HashMap<>();
    owners.forEach((secret, owner) -> now.put(owner, statuses.get(secret)));
    tell(
        deployment,
        now,
        now.isEmpty() ? told.remove(id(deployment)) : told.put(id(deployment), now));
  }

  void gone(Deployment deployment) {
    tell(deployment, Map.of(), told.remove(id(deployment)));
  }

  private void tell(
      Deployment deployment, Map<String, WorkloadStatus> now, Map<String, WorkloadStatus> before) {
    Map<String, WorkloadStatus> known = before == null ? Map.of() : before;
    now.forEach(
        (owner, status) -> {
          if (!Objects.equals(status, known.get(owner))) {
            wakeOwner(deployment, owner);
          }
        });
    known.keySet().stream()
        .filter(owner -> !now.containsKey(owner))
        .forEach(owner -> wakeOwner(deployment, owner));
  }

  private void wakeOwner(Deployment deployment, String owner) {
    int slash = owner.indexOf('/');
    if (slash > 0) {
      wake.accept(
          owner.substring(0, slash),
          new ResourceID(owner.substring(slash + 1), deployment.getMetadata().getNamespace()));
    }
  }

  private static ResourceID id(Deployment deployment) {
    return ResourceID.fromResource(deployment);
  }
}
