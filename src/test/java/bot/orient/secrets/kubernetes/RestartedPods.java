package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.testing.FakeKubelet;
import bot.orient.secrets.testing.PodFate;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Decides the fate of pods that a restart of ours created; all others are ready at once. */
final class RestartedPods {

  /**
   * @param hash of the only template that it is for; empty for all that a restart made
   */
  private record Ruling(PodFate fate, Optional<String> hash) {}

  private final Map<String, Ruling> rulings = new ConcurrentHashMap<>();
  private final FakeKubelet kubelet;

  RestartedPods(FakeKubelet kubelet) {
    this.kubelet = kubelet;
    kubelet.decide(this::fate);
  }

  private PodFate fate(Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    Ruling ruling = labels == null ? null : rulings.get(labels.getOrDefault("app", ""));
    Optional<String> hash =
        Optional.ofNullable(pod.getMetadata().getAnnotations())
            .map(annotations -> annotations.get(Markers.RESTART_HASH));
    return ruling == null
            || hash.isEmpty()
            || ruling.hash().isPresent() && !ruling.hash().equals(hash)
        ? PodFate.READY
        : ruling.fate();
  }

  /** They stay pending until decided otherwise. */
  RestartedPods hold(String... deployments) {
    return rule(PodFate.PENDING, deployments);
  }

  RestartedPods crash(String... deployments) {
    return rule(PodFate.CRASHING, deployments);
  }

  private RestartedPods rule(PodFate fate, String... deployments) {
    for (String deployment : deployments) {
      rulings.put(deployment, new Ruling(fate, Optional.empty()));
    }
    kubelet.decide(this::fate);
    return this;
  }

  /** Pods of the template that the Deployment has now keep their fate, later ones are ready. */
  RestartedPods healNext(RestartScene scene, String deployment) {
    Optional<String> hash = scene.restartHash(deployment);
    rulings.computeIfPresent(deployment, (name, ruling) -> new Ruling(ruling.fate(), hash));
    kubelet.decide(this::fate);
    return this;
  }

  RestartedPods release(String... deployments) {
    for (String deployment : deployments) {
      rulings.remove(deployment);
    }
    kubelet.decide(this::fate);
    return this;
  }
}
