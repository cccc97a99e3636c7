package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.sync.Baseline;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.ProjectedKey;
import bot.orient.secrets.sync.ProjectedKeys;
import bot.orient.secrets.sync.ProjectedSecret;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.Kubectl;
import bot.orient.secrets.testing.OrientSecretBuilder;
import bot.orient.secrets.testing.StoreWriter;
import bot.orient.secrets.testing.TestDeployment;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a test of restarts does and sees in its namespace. A rollout is a ReplicaSet. */
final class RestartScene {

  /** Generous for a busy machine, and far below the resync, which must not be what restarts. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String WITNESS = "witness";
  private static final String WITNESS_KEY = "WITNESS_KEY";

  private final KubernetesClient client;
  private final Kubectl kubectl;
  private final StoreWriter store;
  private final TestNamespace namespace;
  private int witnessed;

  RestartScene(
      ControlPlane controlPlane,
      KubernetesClient client,
      StoreWriter store,
      TestNamespace namespace) {
    this.client = client;
    this.kubectl = controlPlane.kubectl();
    this.store = store;
    this.namespace = namespace;
  }

  String namespace() {
    return namespace.name();
  }

  OrientSecretBuilder orientSecret(String name) {
    return OrientSecretBuilder.orientSecret(namespace, name);
  }

  TestDeployment deployment(String name) {
    return TestDeployment.named(namespace, name);
  }

  void put(String key, String value) {
    store.put(namespace.name(), key, value);
  }

  /** Writes a value and waits until the Secret has it. */
  void rotate(String secret, String key, String value) {
    put(key, value);
    awaitValue(secret, key, value);
  }

  void awaitValue(String secret, String key, String value) {
    await(key + " of Secret " + secret)
        .atMost(PATIENCE)
        .until(() -> value(secret, key).equals(Optional.of(value)));
  }

  Optional<String> value(String secret, String key) {
    return find(secret)
        .map(Secret::getData)
        .map(data -> data.get(key))
        .map(text -> new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8));
  }

  Optional<Secret> find(String secret) {
    return Optional.ofNullable(
        client.secrets().inNamespace(namespace.name()).withName(secret).get());
  }

  void deleteSecret(String secret) {
    client.secrets().inNamespace(namespace.name()).withName(secret).delete();
  }

  /** Applies as GitOps does, and waits until the Secret is as specified. */
  void sync(OrientSecretBuilder builder) {
    HasMetadata applied = apply(builder.build());
    awaitReady(applied.getMetadata().getName());
  }

  <T extends HasMetadata> T apply(T resource) {
    return client.resource(resource).fieldManager("gitops").forceConflicts().serverSideApply();
  }

  OrientSecret awaitReady(String orientSecret) {
    return await("OrientSecret " + orientSecret + " to be ready")
        .atMost(PATIENCE)
        .until(() -> resource(orientSecret), RestartScene::isReady);
  }

  OrientSecret resource(String orientSecret) {
    return client
        .resources(OrientSecret.class)
        .inNamespace(namespace.name())
        .withName(orientSecret)
        .get();
  }

  void delete(OrientSecret resource) {
    client.resource(resource).delete();
  }

  private static boolean isReady(OrientSecret resource) {
    return resource.getStatus() != null
        && resource.getStatus().conditions() != null
        && resource.getStatus().conditions().stream()
            .filter(condition -> "Ready".equals(condition.getType()))
            .filter(condition -> "True".equals(condition.getStatus()))
            .anyMatch(
                condition ->
                    resource
                        .getMetadata()
                        .getGeneration()
                        .equals(condition.getObservedGeneration()));
  }

  /**
   * Applies, and waits until the pods run and the operator has looked at them, and until what is
   * changed next is known to be later.
   */
  void start(TestDeployment... deployments) {
    apply(deployments);
    Stream.of(deployments).map(TestDeployment::build).forEach(this::awaitRolledOut);
    settle();
    nextSecond();
  }

  void apply(TestDeployment... deployments) {
    Stream.of(deployments).map(TestDeployment::build).forEach(this::apply);
  }

  private void awaitRolledOut(Deployment deployment) {
    awaitRolledOut(deployment.getMetadata().getName());
  }

  void awaitRolledOut(String deployment) {
    await("rollout of Deployment " + deployment)
        .atMost(PATIENCE)
        .until(() -> isRolledOut(read(deployment)));
  }

  Deployment read(String deployment) {
    return client.apps().deployments().inNamespace(namespace.name()).withName(deployment).get();
  }

  private static boolean isRolledOut(Deployment deployment) {
    DeploymentStatus status = deployment.getStatus();
    int wanted = deployment.getSpec().getReplicas();
    return status != null
        && deployment.getMetadata().getGeneration().equals(status.getObservedGeneration())
        && wanted == count(status.getUpdatedReplicas())
        && wanted == count(status.getReplicas())
        && wanted == count(status.getAvailableReplicas());
  }

  private static int count(Integer replicas) {
    return replicas == null ? 0 : replicas;
  }

  int rollouts(String deployment) {
    return replicaSets(deployment).size();
  }

  /** The rollouts of each, so that a failed assertion tells of all. */
  Map<String, Integer> rollouts(String... deployments) {
    return Stream.of(deployments).collect(Collectors.toMap(name -> name, this::rollouts));
  }

  List<ReplicaSet> replicaSets(String deployment) {
    return client
        .apps()
        .replicaSets()
        .inNamespace(namespace.name())
        .withLabel("app", deployment)
        .list()
        .getItems();
  }

  /** Waits until there are so many, and the newest is through. */
  void awaitRollouts(String deployment, int count) {
    await(count + " rollouts of Deployment " + deployment)
        .atMost(PATIENCE)
        .until(() -> rollouts(deployment) >= count && isRolledOut(read(deployment)));
    assertThat(rollouts(deployment)).as("rollouts of %s", deployment).isEqualTo(count);
  }

  /** Those that are not about to end. */
  List<Pod> livePods(String deployment) {
    return client
        .pods()
        .inNamespace(namespace.name())
        .withLabel("app", deployment)
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  /** By the API server's times, which it cuts to seconds; within one second it is not. */
  boolean isYoungerThanTheValue(Pod pod, String secret, String key) {
    ProjectedSecret projected = find(secret).flatMap(ProjectedSecret::of).orElseThrow();
    return Instant.parse(pod.getMetadata().getCreationTimestamp())
        .isAfter(projected.changedAt(projected.keys().byDataKey().get(key)));
  }

  /** What the pods of a Deployment are recorded to have: fingerprints by secret/key. */
  Map<String, String> baseline(String deployment) {
    return Optional.ofNullable(read(deployment).getMetadata().getAnnotations())
        .map(annotations -> annotations.get(Markers.BASELINE))
        .flatMap(Baseline::parse)
        .<Map<String, String>>map(Baseline::fingerprints)
        .orElse(Map.of());
  }

  Optional<String> restartHash(String deployment) {
    return Optional.ofNullable(read(deployment).getSpec().getTemplate().getMetadata())
        .map(metadata -> metadata.getAnnotations())
        .map(annotations -> annotations.get(Markers.RESTART_HASH));
  }

  /** Waits until the operator knows the pods to have the value that the Secret has now. */
  void awaitCurrent(String deployment, String secret, String key) {
    await("baseline of Deployment " + deployment)
        .atMost(PATIENCE)
        .until(
            () ->
                fingerprint(secret, key)
                    .equals(Optional.ofNullable(baseline(deployment).get(secret + "/" + key))));
  }

  private Optional<String> fingerprint(String secret, String key) {
    return find(secret)
        .map(found -> found.getMetadata().getAnnotations().get(Markers.KEYS))
        .map(annotation -> ProjectedKeys.parse(annotation).byDataKey().get(key))
        .map(ProjectedKey::fingerprint);
  }

  /**
   * Returns once a rotation that began after all that was done before has restarted its Deployment,
   * so that what the earlier events were to cause is there.
   */
  void settle() {
    witnessed++;
    put(WITNESS_KEY, "witness-" + witnessed);
    if (witnessed == 1) {
      sync(orientSecret(WITNESS).key(WITNESS_KEY));
      apply(deployment(WITNESS).env(WITNESS, WITNESS_KEY));
      // A rotation before it has pods would rightly not restart it.
      awaitRolledOut(WITNESS);
      awaitCurrent(WITNESS, WITNESS, WITNESS_KEY);
      settle();
    } else {
      awaitRollouts(WITNESS, witnessed);
    }
  }

  /** For when its Deployment is gone. */
  void forgetWitness() {
    delete(resource(WITNESS));
    await("the witness to be gone")
        .atMost(PATIENCE)
        .until(() -> find(WITNESS).isEmpty() && rollouts(WITNESS) == 0);
    witnessed = 0;
  }

  /** Pods that are created after this are known to be younger than what was done before. */
  void nextSecond() {
    Instant now = serverTime();
    await("the next second of the API server")
        .atMost(PATIENCE)
        .until(() -> serverTime().isAfter(now));
  }

  private Instant serverTime() {
    return Instant.parse(
        client
            .resource(
                new ConfigMapBuilder()
                    .withNewMetadata()
                    .withNamespace(namespace.name())
                    .withGenerateName("clock-")
                    .endMetadata()
                    .build())
            .create()
            .getMetadata()
            .getCreationTimestamp());
  }

  RestartReport report(String orientSecret) {
    return new RestartReport(this, orientSecret);
  }

  /** Annotates the OrientSecret, as people do. */
  void annotate(String orientSecret, String annotation, String text) {
    kubectl("annotate", "--overwrite", "osec", orientSecret, annotation + "=" + text);
  }

  /** Runs kubectl in the namespace; a failure of it is one of the test. */
  String kubectl(String... arguments) {
    return kubectlWithInput("", arguments);
  }

  String kubectlWithInput(String input, String... arguments) {
    return kubectl.runWithInput(input, inNamespace(arguments)).orThrow();
  }

  /** The exit code, for those that tell something by it. */
  int kubectlExit(String input, String... arguments) {
    return kubectl.runWithInput(input, inNamespace(arguments)).exit();
  }

  private String[] inNamespace(String... arguments) {
    return Stream.concat(Stream.of("--namespace=" + namespace.name()), Stream.of(arguments))
        .toArray(String[]::new);
  }

  /** All that tells why something did or did not restart; no values. */
  String story() {
    return String.join(
        "\n",
        kubectl("get", "osec,secrets,deployments,replicasets,pods", "--output=wide"),
        kubectl("get", "secrets", "--output=jsonpath=" + annotations(".metadata")),
        kubectl("get", "deployments", "--output=jsonpath=" + annotations(".metadata")),
        kubectl(
            "get", "replicasets", "--output=jsonpath=" + annotations(".spec.template.metadata")),
        kubectl("get", "osec", "--output=jsonpath={range .items[*]}{.status}{\"\\n\"}{end}"),
        kubectl("get", "events", "--sort-by=.metadata.resourceVersion"));
  }

  private static String annotations(String of) {
    return "{range .items[*]}{.kind} {.metadata.name} {"
        + of
        + ".annotations} {.metadata.creationTimestamp}{\"\\n\"}{end}";
  }
}
