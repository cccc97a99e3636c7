package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.PodAge;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Asks the API server how old the pods of a workload's newest template are. Only asked when nothing
 * else can tell, so pods need not be cached.
 */
final class PodAgeReader {

  /** Set by the deployment controller on a Deployment and its ReplicaSets. */
  private static final String REVISION = "deployment.kubernetes.io/revision";

  private static final String TEMPLATE_HASH = "pod-template-hash";
  private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");

  private final KubernetesClient client;

  PodAgeReader(KubernetesClient client) {
    this.client = client;
  }

  PodAge read(Deployment deployment) {
    long generation = deployment.getMetadata().getGeneration();
    Long observed =
        deployment.getStatus() == null ? null : deployment.getStatus().getObservedGeneration();
    if (observed == null || observed < generation) {
      return new PodAge.NotObserved("the deployment controller has not seen the newest template");
    }
    Optional<ReplicaSet> newest = newestReplicaSet(deployment);
    if (newest.isEmpty()) {
      return new PodAge.NoPods();
    }
    List<Pod> pods =
        client
            .pods()
            .inNamespace(deployment.getMetadata().getNamespace())
            .withLabelSelector(selector(deployment, newest.get()))
            .list()
            .getItems()
            .stream()
            .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
            .filter(pod -> !finished(pod))
            .toList();
    Optional<Instant> startedAt =
        pods.stream().flatMap(PodStarts::of).min(Comparator.naturalOrder());
    return pods.stream()
        .map(PodAgeReader::createdAt)
        .min(Comparator.naturalOrder())
        .<PodAge>map(createdAt -> new PodAge.OldestPod(createdAt, startedAt))
        .orElseGet(PodAge.NoPods::new);
  }

  private Optional<ReplicaSet> newestReplicaSet(Deployment deployment) {
    String uid = deployment.getMetadata().getUid();
    return client
        .apps()
        .replicaSets()
        .inNamespace(deployment.getMetadata().getNamespace())
        .withLabelSelector(deployment.getSpec().getSelector())
        .list()
        .getItems()
        .stream()
        .filter(
            replicas ->
                replicas.getMetadata().getOwnerReferences().stream()
                    .anyMatch(owner -> uid.equals(owner.getUid())))
        .max(Comparator.comparingLong(PodAgeReader::revision));
  }

  private static LabelSelector selector(Deployment deployment, ReplicaSet replicas) {
    return new LabelSelectorBuilder(deployment.getSpec().getSelector())
        .addToMatchLabels(TEMPLATE_HASH, replicas.getMetadata().getLabels().get(TEMPLATE_HASH))
        .build();
  }

  private static long revision(ReplicaSet replicas) {
    var annotations = replicas.getMetadata().getAnnotations();
    return annotations == null ? 0 : Long.parseLong(annotations.getOrDefault(REVISION, "0"));
  }

  private static boolean finished(Pod pod) {
    return pod.getStatus() != null
        && FINISHED.contains(Objects.requireNonNullElse(pod.getStatus().getPhase(), ""));
  }

  private static Instant createdAt(HasMetadata object) {
    return OffsetDateTime.parse(object.getMetadata().getCreationTimestamp()).toInstant();
  }
}
