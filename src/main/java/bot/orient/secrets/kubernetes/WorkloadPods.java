package bot.orient.secrets.kubernetes;

import bot.orient.secrets.argo.Rollout;
import bot.orient.secrets.sync.RolloutPods;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Asks the API server for the pods of a workload. Only asked when nothing else can tell, so pods
 * need not be cached. What is said of the newest template holds once the workload's controller has
 * observed it.
 */
final class WorkloadPods implements PodSource {

  /** Set by the deployment controller on a Deployment and its ReplicaSets. */
  private static final String REVISION = "deployment.kubernetes.io/revision";

  /** Labels by which the controllers tell pods of one template from those of another. */
  private static final String REPLICA_SET_HASH = "pod-template-hash";

  private static final String CONTROLLER_REVISION_HASH = "controller-revision-hash";
  private static final String ROLLOUT_HASH = "rollouts-pod-template-hash";

  private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");

  private final KubernetesClient client;

  WorkloadPods(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public RolloutPods of(HasMetadata workload) {
    if (workload instanceof Deployment deployment) {
      List<ReplicaSet> own = replicaSets(deployment);
      return pods(
          deployment,
          deployment.getSpec().getSelector(),
          // Deployments may share a selector: the controller tells their pods apart by the owner.
          pod -> own.stream().anyMatch(replicas -> isOwned(pod, replicas)),
          REPLICA_SET_HASH,
          newestReplicaSet(own, set -> hasTemplateOf(deployment, set))
              .map(set -> label(set, REPLICA_SET_HASH)));
    }
    if (workload instanceof StatefulSet statefulSet) {
      return pods(
          statefulSet,
          statefulSet.getSpec().getSelector(),
          pod -> isOwned(pod, statefulSet),
          CONTROLLER_REVISION_HASH,
          Optional.ofNullable(statefulSet.getStatus()).map(status -> status.getUpdateRevision()));
    }
    if (workload instanceof DaemonSet daemonSet) {
      return pods(
          daemonSet,
          daemonSet.getSpec().getSelector(),
          pod -> isOwned(pod, daemonSet),
          CONTROLLER_REVISION_HASH,
          newestRevision(daemonSet).map(revision -> label(revision, CONTROLLER_REVISION_HASH)));
    }
    if (workload instanceof Rollout rollout) {
      return pods(
          rollout,
          rollout.getSpec().selector(),
          pod -> label(pod, ROLLOUT_HASH) != null,
          ROLLOUT_HASH,
          Optional.ofNullable(rollout.getStatus()).map(status -> status.currentPodHash()));
    }
    throw new IllegalArgumentException("no workload: " + workload.getKind());
  }

  private RolloutPods pods(
      HasMetadata workload,
      LabelSelector selector,
      Predicate<Pod> isOfWorkload,
      String label,
      Optional<String> newestTemplate) {
    List<Pod> all =
        client
            .pods()
            .inNamespace(workload.getMetadata().getNamespace())
            .withLabelSelector(selector)
            .list()
            .getItems()
            .stream()
            .filter(isOfWorkload)
            .filter(pod -> !isFinished(pod))
            .toList();
    return new RolloutPods(
        all.stream()
            .filter(pod -> newestTemplate.isPresent())
            .filter(pod -> newestTemplate.equals(Optional.ofNullable(label(pod, label))))
            .toList(),
        all);
  }

  private List<ReplicaSet> replicaSets(Deployment deployment) {
    return client
        .apps()
        .replicaSets()
        .inNamespace(deployment.getMetadata().getNamespace())
        .withLabelSelector(deployment.getSpec().getSelector())
        .list()
        .getItems()
        .stream()
        .filter(replicas -> isOwned(replicas, deployment))
        .toList();
  }

  /**
   * Of those that are a Deployment's own.
   *
   * @param isOfNow whether one has the Deployment's template; asked of those whose revision was
   *     edited
   */
  static Optional<ReplicaSet> newestReplicaSet(
      List<ReplicaSet> own, Predicate<ReplicaSet> isOfNow) {
    Map<ReplicaSet, Long> revisions = new IdentityHashMap<>();
    own.forEach(replicas -> revisions.put(replicas, revision(replicas, isOfNow)));
    return own.stream().max(Comparator.comparingLong(revisions::get));
  }

  /** The controller gives the revision of a template that comes back a new, highest number. */
  private Optional<ControllerRevision> newestRevision(DaemonSet daemonSet) {
    return client
        .apps()
        .controllerRevisions()
        .inNamespace(daemonSet.getMetadata().getNamespace())
        .withLabelSelector(daemonSet.getSpec().getSelector())
        .list()
        .getItems()
        .stream()
        .filter(revision -> isOwned(revision, daemonSet))
        .max(Comparator.comparingLong(ControllerRevision::getRevision));
  }

  /** The controller leaves a revision alone that somebody edited to something else. */
  private static long revision(ReplicaSet replicas, Predicate<ReplicaSet> isOfNow) {
    Map<String, String> annotations = replicas.getMetadata().getAnnotations();
    try {
      return annotations == null ? 0 : Long.parseLong(annotations.getOrDefault(REVISION, "0"));
    } catch (NumberFormatException edited) {
      return isOfNow.test(replicas) ? Long.MAX_VALUE : 0;
    }
  }

  private boolean hasTemplateOf(Deployment deployment, ReplicaSet replicas) {
    Optional<JsonNode> template = template(replicas);
    return template.isPresent() && template.equals(template(deployment));
  }

  /**
   * Asked for untyped, as {@link PodParts} leaves most of it out, and by a list, as that is all
   * that is granted. Empty if the object is gone.
   */
  private Optional<JsonNode> template(HasMetadata object) {
    return client
        .genericKubernetesResources(object.getApiVersion(), object.getKind())
        .inNamespace(object.getMetadata().getNamespace())
        .withField("metadata.name", object.getMetadata().getName())
        .list()
        .getItems()
        .stream()
        .findFirst()
        .map(whole -> client.getKubernetesSerialization().convertValue(whole, JsonNode.class))
        .map(whole -> whole.at("/spec/template"))
        .map(WorkloadPods::withoutHash);
  }

  private static JsonNode withoutHash(JsonNode template) {
    if (template.at("/metadata/labels") instanceof ObjectNode labels) {
      labels.remove(REPLICA_SET_HASH);
    }
    return template;
  }

  private static boolean isOwned(HasMetadata object, HasMetadata workload) {
    String uid = workload.getMetadata().getUid();
    return object.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> uid.equals(owner.getUid()));
  }

  private static String label(HasMetadata object, String name) {
    Map<String, String> labels = object.getMetadata().getLabels();
    return labels == null ? null : labels.get(name);
  }

  private static boolean isFinished(Pod pod) {
    return pod.getStatus() != null
        && FINISHED.contains(Objects.requireNonNullElse(pod.getStatus().getPhase(), ""));
  }
}
