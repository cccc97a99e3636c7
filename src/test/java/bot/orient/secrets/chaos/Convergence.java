package bot.orient.secrets.chaos;

import bot.orient.secrets.api.OrientSecret;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Whether the cluster is as the model says, past the proxy. */
final class Convergence {

  private static final String REVISION = "deployment.kubernetes.io/revision";

  private final KubernetesClient client;
  private final Model model;
  private final Values values;
  private final SecretWitness secrets;
  private final PodWitness pods;
  private final Map<String, Integer> revisions = new HashMap<>();

  Convergence(
      KubernetesClient client, Model model, Values values, SecretWitness secrets, PodWitness pods) {
    this.client = client;
    this.model = model;
    this.values = values;
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
    List<String> missing = new ArrayList<>();
    Map<String, String> wanted = model.wanted(plan);
    Map<String, String> found =
        Optional.ofNullable(
                client.secrets().inNamespace(plan.namespace().name()).withName(plan.name()).get())
            .map(SecretWitness::data)
            .orElse(Map.of());
    if (!found.equals(wanted)) {
      missing.add("Secret " + plan.address() + ": " + difference(wanted, found));
    } else if (!secrets.data(plan.address()).equals(wanted)) {
      missing.add("Secret " + plan.address() + ": the watch has not seen it yet");
    }
    OrientSecret resource =
        client
            .resources(OrientSecret.class)
            .inNamespace(plan.namespace().name())
            .withName(plan.name())
            .get();
    for (String type : List.of("Ready", "RestartsComplete")) {
      if (!isTrue(resource, type)) {
        missing.add("OrientSecret " + plan.address() + " is not " + type);
      }
    }
    return missing;
  }

  private static boolean isTrue(OrientSecret resource, String type) {
    return resource.getStatus() != null
        && resource.getStatus().conditions() != null
        && resource.getStatus().conditions().stream()
            .filter(condition -> condition.getType().equals(type))
            .filter(condition -> condition.getStatus().equals("True"))
            .map(Condition::getObservedGeneration)
            .anyMatch(resource.getMetadata().getGeneration()::equals);
  }

  private String difference(Map<String, String> wanted, Map<String, String> found) {
    Map<String, String> difference = new TreeMap<>();
    Set<String> keys = new TreeSet<>(wanted.keySet());
    keys.addAll(found.keySet());
    for (String key : keys) {
      if (!Optional.ofNullable(wanted.get(key)).equals(Optional.ofNullable(found.get(key)))) {
        difference.put(key, "wanted " + name(wanted.get(key)) + ", found " + name(found.get(key)));
      }
    }
    return difference.toString();
  }

  private String name(String value) {
    return value == null ? "none" : values.name(value);
  }

  private List<String> missing(DeploymentPlan plan, Set<String> known) {
    Deployment deployment = read(plan);
    int wantedReplicas = deployment.getSpec().getReplicas();
    if (deployment.getStatus() == null
        || !deployment
            .getMetadata()
            .getGeneration()
            .equals(deployment.getStatus().getObservedGeneration())
        || !Integer.valueOf(wantedReplicas).equals(deployment.getStatus().getUpdatedReplicas())
        || !Integer.valueOf(wantedReplicas).equals(deployment.getStatus().getReplicas())
        || !Integer.valueOf(wantedReplicas).equals(deployment.getStatus().getAvailableReplicas())) {
      return List.of("Deployment " + plan.address() + " is rolling out");
    }
    List<String> missing = new ArrayList<>();
    Map<String, String> wanted = model.wantedByPods(plan);
    for (Pod pod :
        client
            .pods()
            .inNamespace(plan.namespace().name())
            .withLabel("app", plan.name())
            .list()
            .getItems()) {
      known.add(pod.getMetadata().getUid());
      Map<String, String> started = new TreeMap<>(pods.startedWith(pod));
      started.keySet().retainAll(wanted.keySet());
      if (pod.getMetadata().getDeletionTimestamp() == null && !started.equals(wanted)) {
        missing.add(
            "pods of Deployment %s did not start with what is there now: %s"
                .formatted(plan.address(), difference(wanted, started)));
      }
    }
    return missing;
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
