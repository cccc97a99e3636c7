package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.testing.FakeKubelet;
import bot.orient.secrets.testing.PodFate;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/** Decides the fate of pods that a restart of ours created; all others are ready at once. */
final class RestartedPods {

  /**
   * @param hashes of the templates that it is for, of those that a restart made
   */
  private record Ruling(PodFate fate, Predicate<String> hashes) {}

  private static final long START_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private final Map<String, Ruling> rulings = new ConcurrentHashMap<>();
  private final FakeKubelet kubelet;

  RestartedPods(FakeKubelet kubelet) {
    this.kubelet = kubelet;
    kubelet.decide(this::fate);
  }

  /** Each takes a moment to start, so that rollouts overlap as they do in reality. */
  static Function<Pod, PodFate> slow() {
    Map<String, Long> firstSeen = new ConcurrentHashMap<>();
    return pod -> {
      long now = System.nanoTime();
      long since = firstSeen.computeIfAbsent(pod.getMetadata().getUid(), uid -> now);
      return isRestarted(pod) && now - since < START_NANOS ? PodFate.PENDING : PodFate.READY;
    };
  }

  static boolean isRestarted(Pod pod) {
    return hash(pod).isPresent();
  }

  private static Optional<String> hash(Pod pod) {
    return Optional.ofNullable(pod.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(Markers.RESTART_HASH));
  }

  private PodFate fate(Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    Ruling ruling = labels == null ? null : rulings.get(labels.getOrDefault("app", ""));
    Optional<String> hash = hash(pod);
    return ruling == null || hash.filter(ruling.hashes()).isEmpty() ? PodFate.READY : ruling.fate();
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
      rulings.put(deployment, new Ruling(fate, hash -> true));
    }
    kubelet.decide(this::fate);
    return this;
  }

  /** Pods of the template that the Deployment has now keep their fate, later ones are ready. */
  RestartedPods healNext(RestartScene scene, String deployment) {
    Predicate<String> present = Predicate.isEqual(scene.restartHash(deployment).orElseThrow());
    rulings.computeIfPresent(deployment, (name, ruling) -> new Ruling(ruling.fate(), present));
    kubelet.decide(this::fate);
    return this;
  }

  /** Pods of the template that the Deployment has now stay ready, later ones crash. */
  RestartedPods crashNext(RestartScene scene, String deployment) {
    Predicate<String> present = Predicate.isEqual(scene.restartHash(deployment).orElse(""));
    rulings.put(deployment, new Ruling(PodFate.CRASHING, present.negate()));
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
