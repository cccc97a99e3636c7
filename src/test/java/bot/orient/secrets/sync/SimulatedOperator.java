package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.sync.RestartDecision.Adopt;
import bot.orient.secrets.sync.RestartDecision.AskPodAge;
import bot.orient.secrets.sync.RestartDecision.AwaitRollout;
import bot.orient.secrets.sync.RestartDecision.Restart;
import bot.orient.secrets.sync.SimulatedCluster.View;
import java.util.Optional;

/** Looks, decides and writes; holds the cluster to what was promised. */
final class SimulatedOperator {

  private final SimulatedCluster cluster;
  private int restarts;
  private int adoptions;

  SimulatedOperator(SimulatedCluster cluster) {
    this.cluster = cluster;
  }

  int restarts() {
    return restarts;
  }

  int adoptions() {
    return adoptions;
  }

  /** Decides from a view that may be old; a crash loses the write. */
  RestartDecision reconcile(View view, boolean crash) {
    RestartDecision decision =
        RestartPlanner.decide(view.workload(), view.secrets(), Optional.empty());
    if (decision instanceof AskPodAge) {
      Optional<PodAge> age = Optional.of(cluster.podAge());
      decision = RestartPlanner.decide(view.workload(), view.secrets(), age);
      assertThat(RestartPlanner.decide(view.workload(), view.secrets(), age)).isEqualTo(decision);
    }
    if (!crash && cluster.accepts(view)) {
      write(decision, view);
    }
    return decision;
  }

  private void write(RestartDecision decision, View view) {
    if (decision instanceof AwaitRollout await) {
      cluster.recordBaseline(await.meanwhile().toAnnotation());
    } else if (decision instanceof Adopt adopt) {
      cluster.recordBaseline(adopt.baseline().toAnnotation());
      adoptions++;
    } else if (decision instanceof Restart restart) {
      assertThat(restart.changed())
          .isNotEmpty()
          .map(KeyAddress::parse)
          .as("keys that restart the workload")
          .allMatch(address -> isRelevant(address, view))
          .allMatch(address -> isNeeded(address, view));
      assertThat(cluster.template.restartHash()).isNotEqualTo(Optional.of(restart.restartHash()));
      cluster.recordBaseline(restart.baseline().toAnnotation());
      cluster.useTemplate(cluster.template.withRestartHash(restart.restartHash()));
      restarts++;
    }
  }

  /** By the rule the operator saw; the rule of a removed key is gone with it. */
  private static boolean isRelevant(KeyAddress address, View view) {
    ProjectedKey key =
        view.secrets().get(address.secretName()).keys().byDataKey().get(address.dataKey());
    return key == null
        || SimulatedCluster.isRelevant(key.restart(), view.workload().uses(), address);
  }

  /** For the value that the operator saw: it may have changed since. */
  private boolean isNeeded(KeyAddress address, View view) {
    SimulatedSecret secret = cluster.secrets.get(address.secretName());
    return cluster.pods.stream()
        .filter(pod -> pod.template.equals(cluster.template))
        .anyMatch(
            pod ->
                pod.containers.stream()
                    .filter(container -> SimulatedCluster.covers(container.use, address))
                    .anyMatch(
                        container ->
                            lacks(container, seen(address, view), address.dataKey())
                                || nobodyCanTell(pod, container, secret, address.dataKey())));
  }

  private static Optional<String> seen(KeyAddress address, View view) {
    return Optional.ofNullable(
            view.secrets().get(address.secretName()).keys().byDataKey().get(address.dataKey()))
        .map(ProjectedKey::fingerprint);
  }

  static boolean lacks(SimulatedPod.Container container, Optional<String> value, String dataKey) {
    return container.startedAt != null && !container.startedWith(dataKey).equals(value);
  }

  /**
   * The API server's times tell only that the pod is not younger than the value: it may have
   * started late, within the second of a change, or before the Secret was deleted by hand and
   * healed. A Secret that was created anew does not tell when a key was taken out of the old one.
   */
  private boolean nobodyCanTell(
      SimulatedPod pod, SimulatedPod.Container container, SimulatedSecret secret, String dataKey) {
    boolean startedLate = !pod.createdAt.equals(container.startedAt);
    return !pod.createdAt.isAfter(secret.changedAt(dataKey)) && startedLate
        || secret.changedIn(dataKey, pod.createdAt)
        || container.startedAt != null && secret.changedIn(dataKey, container.startedAt)
        || !pod.createdAt.isAfter(cluster.lastHeal)
        || isForgotten(secret, dataKey)
            && !(secret.exists() && pod.createdAt.isAfter(secret.view().appliedAt()));
  }

  private static boolean isForgotten(SimulatedSecret secret, String dataKey) {
    return secret.value(dataKey).isEmpty()
        && !(secret.exists() && secret.view().keys().removed().containsKey(dataKey));
  }
}
