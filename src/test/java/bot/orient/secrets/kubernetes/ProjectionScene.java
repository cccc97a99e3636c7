package bot.orient.secrets.kubernetes;

import static org.awaitility.Awaitility.await;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.OrientSecretSpec;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.PutRequest;
import bot.orient.secrets.store.StoreUnavailableException;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.OrientSecretBuilder;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What a test of projections does and sees in its namespace. */
record ProjectionScene(
    KubernetesClient client, InProcessOperator operator, TestNamespace namespace) {

  /** Generous for a busy machine, and far below the resync, which must not be what heals. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  OrientSecretBuilder orientSecret(String name) {
    return OrientSecretBuilder.orientSecret(namespace, name);
  }

  void put(String key, String value) {
    put(key, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Waits for the store, which an operator that was just started may still be opening. */
  void put(String key, byte[] value) {
    await("the store to take " + key)
        .atMost(PATIENCE)
        .ignoreException(StoreUnavailableException.class)
        .untilAsserted(() -> write(key, value));
  }

  private void write(String key, byte[] value) {
    try (SecretBytes bytes = SecretBytes.owning(value.clone())) {
      operator.store().put(PutRequest.of(namespace.name(), key, bytes), InProcessOperator.ALICE);
    }
  }

  /** Creates the resource, or makes its spec exactly this one. */
  OrientSecret apply(OrientSecretBuilder resource) {
    OrientSecret wanted = resource.build();
    Resource<OrientSecret> named = orientSecrets().withName(wanted.getMetadata().getName());
    return named.get() == null
        ? client.resource(wanted).create()
        : await("an edit that no status overtakes")
            .atMost(PATIENCE)
            .ignoreExceptionsMatching(ProjectionScene::isConflict)
            .until(() -> edit(named, wanted.getSpec()), Objects::nonNull);
  }

  private static OrientSecret edit(Resource<OrientSecret> named, OrientSecretSpec spec) {
    return named.edit(
        live -> {
          live.setSpec(spec);
          return live;
        });
  }

  private static boolean isConflict(Throwable failure) {
    return failure instanceof KubernetesClientException client
        && client.getCode() == HttpURLConnection.HTTP_CONFLICT;
  }

  private NonNamespaceOperation<OrientSecret, ?, Resource<OrientSecret>> orientSecrets() {
    return client.resources(OrientSecret.class).inNamespace(namespace.name());
  }

  /** Applies and waits until the operator has synced exactly that. */
  OrientSecret applyAndSync(OrientSecretBuilder resource) {
    return awaitReason(apply(resource).getMetadata().getName(), "Synced");
  }

  /** Waits until {@code Ready} has the reason for the newest generation. */
  OrientSecret awaitReason(String name, String reason) {
    return await("OrientSecret " + name + " to be " + reason)
        .atMost(PATIENCE)
        .until(
            () -> resource(name),
            resource ->
                condition(resource, "Ready")
                    .filter(ready -> reason.equals(ready.getReason()))
                    .filter(
                        ready ->
                            resource
                                .getMetadata()
                                .getGeneration()
                                .equals(ready.getObservedGeneration()))
                    .isPresent());
  }

  OrientSecret awaitStatus(String name, Predicate<OrientSecret> expected) {
    return await("status of OrientSecret " + name)
        .atMost(PATIENCE)
        .until(() -> resource(name), expected);
  }

  OrientSecret resource(String name) {
    return orientSecrets().withName(name).get();
  }

  void delete(String orientSecret) {
    orientSecrets().withName(orientSecret).delete();
  }

  void awaitGone(String orientSecret) {
    await("OrientSecret " + orientSecret + " to be gone")
        .atMost(PATIENCE)
        .until(() -> resource(orientSecret) == null);
  }

  static Optional<Condition> condition(OrientSecret resource, String type) {
    return resource.getStatus() == null || resource.getStatus().conditions() == null
        ? Optional.empty()
        : resource.getStatus().conditions().stream()
            .filter(condition -> type.equals(condition.getType()))
            .findFirst();
  }

  /** The conditions as {@code Type=Status/Reason}, in the order of the status. */
  static List<String> conditions(OrientSecret resource) {
    return resource.getStatus().conditions().stream()
        .map(c -> c.getType() + "=" + c.getStatus() + "/" + c.getReason())
        .toList();
  }

  static String readyMessage(OrientSecret resource) {
    return condition(resource, "Ready").orElseThrow().getMessage();
  }

  Optional<Secret> find(String name) {
    return Optional.ofNullable(client.secrets().inNamespace(namespace.name()).withName(name).get());
  }

  Secret secret(String name) {
    return find(name).orElseThrow(() -> new AssertionError("there is no Secret " + name));
  }

  /** A Secret that nobody told the operator of. */
  Secret createSecret(String name, Map<String, String> data) {
    return client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace.name())
                .withName(name)
                .endMetadata()
                .withStringData(data)
                .build())
        .create();
  }

  void editSecret(String name, String mergePatch) {
    client
        .secrets()
        .inNamespace(namespace.name())
        .withName(name)
        .patch(PatchContext.of(PatchType.JSON_MERGE), mergePatch);
  }

  void deleteSecret(String name) {
    client.secrets().inNamespace(namespace.name()).withName(name).delete();
  }

  Map<String, String> data(String secret) {
    return data(secret(secret));
  }

  /** The values as text, by key. */
  static Map<String, String> data(Secret secret) {
    Map<String, String> decoded = new TreeMap<>();
    if (secret.getData() != null) {
      secret
          .getData()
          .forEach(
              (key, value) -> decoded.put(key, new String(bytes(value), StandardCharsets.UTF_8)));
    }
    return decoded;
  }

  static byte[] bytes(String encoded) {
    return Base64.getDecoder().decode(encoded);
  }

  static String base64(String value) {
    return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
  }

  Secret awaitSecret(String name, Predicate<Secret> expected) {
    return await("Secret " + name)
        .atMost(PATIENCE)
        .until(() -> find(name).orElse(null), secret -> secret != null && expected.test(secret));
  }

  void awaitData(String name, Map<String, String> expected) {
    await("data of Secret " + name)
        .atMost(PATIENCE)
        .until(() -> find(name).map(ProjectionScene::data).orElse(null), expected::equals);
  }

  void awaitNoSecret(String name) {
    await("Secret " + name + " to be gone").atMost(PATIENCE).until(() -> find(name).isEmpty());
  }

  /** Returns once the operator has done something that was asked of it after this call began. */
  void awaitLaterWork() {
    String name = "later-" + System.nanoTime();
    put("LATER", name);
    applyAndSync(orientSecret(name).key("LATER"));
    put("LATER", name + "-rotated");
    awaitData(name, Map.of("LATER", name + "-rotated"));
  }

  /** The events of a resource, oldest first. */
  List<Event> events(String orientSecret) {
    return client.v1().events().inNamespace(namespace.name()).list().getItems().stream()
        .filter(event -> "OrientSecret".equals(event.getInvolvedObject().getKind()))
        .filter(event -> orientSecret.equals(event.getInvolvedObject().getName()))
        .sorted(
            Comparator.comparing(event -> Long.parseLong(event.getMetadata().getResourceVersion())))
        .toList();
  }

  List<String> eventReasons(String orientSecret) {
    return events(orientSecret).stream().map(Event::getReason).toList();
  }
}
