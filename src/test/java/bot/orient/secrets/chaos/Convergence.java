package bot.orient.secrets.chaos;

import bot.orient.secrets.api.OrientSecret;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Whether the cluster is as the model says, past the proxy. */
final class Convergence {

  private static final String REVISION = "deployment.kubernetes.io/revision";

  private final KubernetesClient client;
  private final Model model;
  private final Invariants invariants;
  private final SecretWitness secrets;
  private final PodWitness pods;
  private final Map<String, Integer> revisions = new HashMap<>();

  Convergence(
      KubernetesClient client,
      Model model,
      Invariants invariants,
      SecretWitness secrets,
      PodWitness pods) {
    this.client = client;
    this.model = model;
    this.invariants = invariants;
    this.secrets = secrets;
    this.pods = pods;
  }

  /** What is not yet as it must be; empty when all is. */
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    model.secrets().forEach(plan -> missing.addAll(missing(plan)));
    Set<String> known = new HashSet<>();
    model.deployments().forEach(plan -> missing.addAll(missing(plan, known)));
    if (missing.isEmpty()) {
      pods.keepOnly(known);
    }
    return missing;
  }

  private List<String> missing(SecretPlan plan) {
    return invariants.notConverged(
        plan, new SecretSight(data(plan), secrets.data(plan.address()), trueConditions(plan)));
  }

  private Map<String, String> data(SecretPlan plan) {
    return Optional.ofNullable(
            client.secrets().inNamespace(plan.namespace().name()).withName(plan.name()).get())
        .map(SecretWitness::data)
        .orElse(Map.of());
  }

  private Set<String> trueConditions(SecretPlan plan) {
    OrientSecret resource =
        client
            .resources(OrientSecret.class)
            .inNamespace(plan.namespace().name())
            .withName(plan.name())
            .get();
    if (resource.getStatus() == null || resource.getStatus().conditions() == null) {
      return Set.of();
    }
    Long generation = resource.getMetadata().getGeneration();
    return resource.getStatus().conditions().stream()
        .filter(condition -> condition.getStatus().equals("True"))
        .filter(condition -> generation.equals(condition.getObservedGeneration()))
        .map(Condition::getType)
        .collect(Collectors.toSet());
  }

  private List<String> missing(DeploymentPlan plan, Set<String> known) {
    if (!isRolledOut(read(plan))) {
      return invariants.lostRestarts(plan, new DeploymentSight(false, List.of()));
    }
    List<Map<String, String>> startedWith = new ArrayList<>();
    for (Pod pod :
        client
            .pods()
            .inNamespace(plan.namespace().name())
            .withLabel("app", plan.name())
            .list()
            .getItems()) {
      known.add(pod.getMetadata().getUid());
      if (pod.getMetadata().getDeletionTimestamp() == null) {
        startedWith.add(pods.startedWith(pod));
      }
    }
    return invariants.lostRestarts(plan, new DeploymentSight(true, startedWith));
  }

  private static boolean isRolledOut(Deployment deployment) {
    Integer wanted = deployment.getSpec().getReplicas();
    DeploymentStatus status = deployment.getStatus();
    return status != null
        && deployment.getMetadata().getGeneration().equals(status.getObservedGeneration())
        && wanted.equals(status.getUpdatedReplicas())
        && wanted.equals(status.getReplicas())
        && wanted.equals(status.getAvailableReplicas());
  }

  private Deployment read(DeploymentPlan plan) {
    return client
        .apps()
        .deployments()
        .inNamespace(plan.namespace().name())
        .withName(plan.name())
        .get();
  }

  /** How often each Deployment was rolled out since this was asked last. */
  Map<String, Integer> takeRollouts() {
    Map<String, Integer> rollouts = new TreeMap<>();
    for (DeploymentPlan plan : model.deployments()) {
      int revision = Integer.parseInt(read(plan).getMetadata().getAnnotations().get(REVISION));
      Integer before = revisions.put(plan.address(), revision);
      rollouts.put(plan.address(), before == null ? 0 : revision - before);
    }
    return rollouts;
  }
}
