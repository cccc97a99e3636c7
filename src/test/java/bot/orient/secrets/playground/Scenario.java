package bot.orient.secrets.playground;

import static bot.orient.secrets.playground.PlaygroundNamespace.NAME;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.ProviderDefaults;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.ProjectedSecret;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The examples in one namespace: values are written, the examples applied, keys rotated. */
final class Scenario {

  static final Path EXAMPLES = Path.of("examples");

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final PlaygroundCluster cluster;
  private final KubernetesClient client;
  private final ExampleValues values;

  Scenario(PlaygroundCluster cluster, SecretStore store) {
    this.cluster = cluster;
    this.client = cluster.client();
    this.values = new ExampleValues(store, NAME);
  }

  void writeValues() {
    values.write();
  }

  void applyExamples() {
    cluster
        .kubectl()
        .run("apply", "--namespace", NAME, "--filename", EXAMPLES.toString())
        .orThrow();
    await().atMost(PATIENCE).until(() -> conditions("Ready").allMatch("True"::equals));
    awaitRestarts();
  }

  /** A person or a program with access to the store writes a new value. */
  List<Verdict> rotateInStore(String key, String secret) {
    return rotated(secret, key, () -> values.rotate(key));
  }

  /** A cluster user patches the Secret that the value is imported from. */
  List<Verdict> rotateWithKubectl(String source, String sourceKey, String key, String secret) {
    return rotated(
        secret,
        key,
        () -> {
          String value = "sk-" + UUID.randomUUID();
          cluster
              .kubectl()
              .runWithInput(
                  "{\"stringData\":{\"" + sourceKey + "\":\"" + value + "\"}}",
                  "patch",
                  "secret",
                  source,
                  "--namespace",
                  NAME,
                  "--patch-file=/dev/stdin")
              .orThrow();
          return value;
        });
  }

  /** Somebody writes a token that its issuer has revoked; the operator finds out by a canary. */
  BrokenValue breakInStore(String key, String secret) {
    Map<String, Set<String>> before = replicaSets();
    String good = projected(secret, key);
    String bad = values.revoke(key);
    await().atMost(PATIENCE).until(() -> bad.equals(projected(secret, key)));
    await().atMost(PATIENCE).until(() -> !bad.equals(projected(secret, key)));
    awaitRestarts();
    Map<String, Set<String>> after = replicaSets();
    Map<String, Integer> rollouts = new TreeMap<>(Comparator.reverseOrder());
    for (Deployment deployment : deployments()) {
      String uid = deployment.getMetadata().getUid();
      if (deployment.getMetadata().getName().startsWith(secret)) {
        rollouts.put(
            deployment.getMetadata().getName(), after.get(uid).size() - before.get(uid).size());
      }
    }
    return new BrokenValue(rollouts, good.equals(projected(secret, key)), pinned(secret));
  }

  private String pinned(String orientSecret) {
    return client
        .resources(OrientSecret.class)
        .inNamespace(NAME)
        .withName(orientSecret)
        .get()
        .getStatus()
        .conditions()
        .stream()
        .filter(condition -> condition.getType().equals("Pinned"))
        .map(Condition::getMessage)
        .findFirst()
        .orElse("nothing");
  }

  private List<Verdict> rotated(String secret, String key, Supplier<String> change) {
    Map<String, Set<String>> before = replicaSets();
    String value = change.get();
    await().atMost(PATIENCE).until(() -> value.equals(projected(secret, key)));
    // Whoever is due has a new ReplicaSet by the time that all restarts are complete again.
    await()
        .atMost(PATIENCE)
        .until(() -> verdicts(key, before).stream().allMatch(v -> !v.due() || v.restarted()));
    awaitRestarts();
    return verdicts(key, before);
  }

  private List<Verdict> verdicts(String key, Map<String, Set<String>> before) {
    Map<String, Set<String>> now = replicaSets();
    Map<String, ProjectedSecret> projected = projectedSecrets();
    return deployments().stream()
        .map(
            deployment -> {
              String uid = deployment.getMetadata().getUid();
              boolean restarted = !now.get(uid).equals(before.get(uid));
              return Verdict.of(deployment, projected, key, restarted);
            })
        .toList();
  }

  private Map<String, ProjectedSecret> projectedSecrets() {
    return client
        .secrets()
        .inNamespace(NAME)
        .withLabel(Markers.PROJECTED_FOR)
        .list()
        .getItems()
        .stream()
        .flatMap(secret -> ProjectedSecret.of(secret).stream())
        .collect(Collectors.toMap(ProjectedSecret::name, Function.identity()));
  }

  /** The ReplicaSets of each Deployment, by uid: one more means that its pods were replaced. */
  private Map<String, Set<String>> replicaSets() {
    return client.apps().replicaSets().inNamespace(NAME).list().getItems().stream()
        .collect(
            Collectors.groupingBy(
                (ReplicaSet set) -> set.getMetadata().getOwnerReferences().get(0).getUid(),
                Collectors.mapping(set -> set.getMetadata().getUid(), Collectors.toSet())));
  }

  private List<Deployment> deployments() {
    return client.apps().deployments().inNamespace(NAME).list().getItems();
  }

  private String projected(String secret, String key) {
    String encoded = client.secrets().inNamespace(NAME).withName(secret).get().getData().get(key);
    return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
  }

  private void awaitRestarts() {
    await().atMost(PATIENCE).until(() -> conditions("RestartsComplete").allMatch("True"::equals));
  }

  /** The status of one condition of every resource; {@code Unknown} where there is none. */
  private Stream<String> conditions(String type) {
    return Stream.concat(
            client.resources(OrientSecret.class).inNamespace(NAME).list().getItems().stream()
                .map(
                    resource ->
                        resource.getStatus() == null ? null : resource.getStatus().conditions()),
            client.resources(ProviderDefaults.class).inNamespace(NAME).list().getItems().stream()
                .map(
                    resource ->
                        resource.getStatus() == null ? null : resource.getStatus().conditions()))
        .map(conditions -> conditions == null ? List.<Condition>of() : conditions)
        .map(
            conditions ->
                conditions.stream()
                    .filter(condition -> condition.getType().equals(type))
                    .map(Condition::getStatus)
                    .findFirst()
                    .orElse("Unknown"));
  }
}
