package bot.orient.secrets.chaos;

import bot.orient.secrets.testing.PodFate;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Reads, as a kubelet does when it starts a pod, what the Secrets have at that moment, and knows
 * which pods crash with that.
 */
final class PodWitness implements Consumer<Pod> {

  private final KubernetesClient client;
  private final Map<String, Map<String, String>> startedWith = new ConcurrentHashMap<>();

  PodWitness(KubernetesClient client) {
    this.client = client;
  }

  /** Values by secret/key of all Secrets of the namespace; empty for a pod that did not start. */
  Map<String, String> startedWith(Pod pod) {
    return startedWith.getOrDefault(pod.getMetadata().getUid(), Map.of());
  }

  /** Only pods that are fragile crash. */
  PodFate fate(Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    if (labels == null || !World.FRAGILE.equals(labels.get("app"))) {
      return PodFate.READY;
    }
    Map<String, String> started = startedWith.get(pod.getMetadata().getUid());
    return (started == null ? read(pod) : started).values().stream().anyMatch(Values::isBad)
        ? PodFate.CRASHING
        : PodFate.READY;
  }

  /** Forgets all pods but these. */
  void keepOnly(Set<String> uids) {
    startedWith.keySet().retainAll(uids);
  }

  @Override
  public void accept(Pod pod) {
    startedWith.put(pod.getMetadata().getUid(), read(pod));
  }

  private Map<String, String> read(Pod pod) {
    Map<String, String> values = new TreeMap<>();
    for (Secret secret :
        client.secrets().inNamespace(pod.getMetadata().getNamespace()).list().getItems()) {
      SecretWitness.data(secret)
          .forEach((key, value) -> values.put(secret.getMetadata().getName() + "/" + key, value));
    }
    return values;
  }
}
