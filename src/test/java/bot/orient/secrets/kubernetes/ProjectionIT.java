package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.api.KeyStatus;
import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.ValueSource;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.OrientSecretBuilder;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(ControlPlaneExtension.class)
class ProjectionIT {

  private static InProcessOperator operator;

  private ProjectionScene scene;

  @BeforeAll
  static void start(ControlPlane controlPlane) {
    operator = InProcessOperator.start(controlPlane, PostgresServer.shared().createDatabase());
  }

  @AfterAll
  static void stop() {
    operator.close();
  }

  @BeforeEach
  void enter(KubernetesClient client, TestNamespace namespace) {
    scene = new ProjectionScene(client, operator, namespace);
  }

  @Test
  void createsTheSecretAsOurOwn() {
    scene.put("TOKEN", "one");

    OrientSecret resource = scene.applyAndSync(scene.orientSecret("app").key("TOKEN"));

    assertThat(ProjectionScene.conditions(resource))
        .containsExactly("Ready=True/Synced", "RestartsComplete=True/NoDependents");
    Secret secret = scene.secret("app");
    assertThat(ProjectionScene.data(secret)).isEqualTo(Map.of("TOKEN", "one"));
    assertThat(secret.getType()).isEqualTo("Opaque");
    assertThat(secret.getMetadata().getLabels())
        .containsOnly(
            Map.entry(Markers.PROJECTED_FOR, "OrientSecret"),
            Map.entry("app.kubernetes.io/managed-by", Markers.FIELD_MANAGER));
    assertThat(secret.getMetadata().getAnnotations())
        .containsOnlyKeys(Markers.OWNER, Markers.PROJECTION, Markers.KEYS)
        .containsEntry(Markers.OWNER, "OrientSecret/app");
    assertThat(secret.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(
            owner -> {
              assertThat(owner.getUid()).isEqualTo(resource.getMetadata().getUid());
              assertThat(owner.getController()).isTrue();
            });
  }

  @Test
  void writesARotatedValue() {
    scene.put("TOKEN", "one");
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN"));

    scene.put("TOKEN", "two");

    scene.awaitData("app", Map.of("TOKEN", "two"));
    OrientSecret resource =
        scene.awaitStatus("app", r -> Long.valueOf(2).equals(row(r, "TOKEN").version()));
    assertThat(ProjectionScene.conditions(resource)).contains("Ready=True/Synced");
    assertThat(row(resource, "TOKEN").source()).isEqualTo(ValueSource.STORE);
  }

  @Test
  void renamedKeyReplacesTheOldOne() {
    scene.put("TOKEN", "one");
    scene.put("OTHER", "two");
    scene.applyAndSync(scene.orientSecret("app").keyAs("TOKEN", "before").key("OTHER"));

    scene.applyAndSync(scene.orientSecret("app").keyAs("TOKEN", "after.txt").key("OTHER"));

    assertThat(scene.data("app")).isEqualTo(Map.of("after.txt", "one", "OTHER", "two"));
  }

  @Test
  void keyTakenOutOfTheSpecIsTakenOutOfTheSecret() {
    scene.put("TOKEN", "one");
    scene.put("OTHER", "two");
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN").key("OTHER"));

    OrientSecret resource = scene.applyAndSync(scene.orientSecret("app").key("OTHER"));

    assertThat(scene.data("app")).isEqualTo(Map.of("OTHER", "two"));
    assertThat(resource.getStatus().syncedKeys()).isEqualTo("1/1");
    assertThat(resource.getStatus().keys()).extracting(KeyStatus::key).containsExactly("OTHER");
  }

  @Test
  void renamedTargetRemovesTheOldSecret() {
    scene.put("TOKEN", "one");
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN").target("before"));

    OrientSecret resource =
        scene.applyAndSync(scene.orientSecret("app").key("TOKEN").target("after"));

    assertThat(scene.data("after")).isEqualTo(Map.of("TOKEN", "one"));
    scene.awaitNoSecret("before");
    assertThat(resource.getStatus().target()).isEqualTo("after");
    assertThat(scene.eventReasons("app")).contains("Removed");
  }

  @Test
  void renamedTargetWithRetainReleasesTheOldSecret() {
    scene.put("TOKEN", "one");
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN").target("before").retain());

    scene.applyAndSync(scene.orientSecret("app").key("TOKEN").target("after").retain());

    assertReleased("before");
    scene.put("TOKEN", "two");
    scene.awaitData("after", Map.of("TOKEN", "two"));
    assertThat(scene.data("before")).isEqualTo(Map.of("TOKEN", "one"));
  }

  @Test
  void retainThatComesWithTheRenameKeepsTheOldSecretFromGarbageCollection() {
    scene.put("TOKEN", "one");
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN").target("before"));

    scene.applyAndSync(scene.orientSecret("app").key("TOKEN").target("after").retain());

    assertReleased("before");
  }

  private void assertReleased(String name) {
    Secret secret =
        scene.awaitSecret(name, s -> !s.getMetadata().getAnnotations().containsKey(Markers.OWNER));
    assertThat(ProjectionScene.data(secret)).isEqualTo(Map.of("TOKEN", "one"));
    assertThat(secret.getMetadata().getLabels()).doesNotContainKey(Markers.PROJECTED_FOR);
    assertThat(secret.getMetadata().getOwnerReferences()).isEmpty();
  }

  /** What people do to a Secret behind the operator's back. */
  private enum HandEdit {
    CHANGED_VALUE("{\"data\":{\"TOKEN\":\"%s\"}}".formatted(ProjectionScene.base64("edited"))),
    STRAY_KEY("{\"data\":{\"STRAY\":\"%s\"}}".formatted(ProjectionScene.base64("stray"))),
    REMOVED_KEY("{\"data\":{\"TOKEN\":null}}"),
    REMOVED_ALL_DATA("{\"data\":null}"),
    REMOVED_LABEL("{\"metadata\":{\"labels\":{\"%s\":null}}}".formatted(Markers.PROJECTED_FOR)),
    CHANGED_LABEL("{\"metadata\":{\"labels\":{\"%s\":\"x\"}}}".formatted(Markers.PROJECTED_FOR)),
    REMOVED_OWNER("{\"metadata\":{\"annotations\":{\"%s\":null}}}".formatted(Markers.OWNER)),
    CHANGED_OWNER(
        "{\"metadata\":{\"annotations\":{\"%s\":\"OrientSecret/nobody\"}}}"
            .formatted(Markers.OWNER)),
    REMOVED_KEYS("{\"metadata\":{\"annotations\":{\"%s\":null}}}".formatted(Markers.KEYS)),
    REMOVED_OWNER_REFERENCE("{\"metadata\":{\"ownerReferences\":null}}"),
    REMOVED_ALL_METADATA(
        "{\"metadata\":{\"labels\":null,\"annotations\":null,\"managedFields\":[{}]}}");

    private final String mergePatch;

    HandEdit(String mergePatch) {
      this.mergePatch = mergePatch;
    }
  }

  @ParameterizedTest
  @EnumSource
  void handEditIsHealedAtOnce(HandEdit edit) {
    scene.put("TOKEN", "one");
    OrientSecret resource = scene.applyAndSync(scene.orientSecret("app").key("TOKEN"));
    Secret before = scene.secret("app");

    scene.editSecret("app", edit.mergePatch);

    scene.awaitSecret("app", healed -> looksLike(before, healed));
    assertThat(scene.secret("app").getMetadata().getOwnerReferences())
        .extracting(OwnerReference::getUid)
        .containsExactly(resource.getMetadata().getUid());
    assertThat(ProjectionScene.conditions(scene.resource("app"))).contains("Ready=True/Synced");
  }

  private static boolean looksLike(Secret before, Secret now) {
    return before.getData().equals(now.getData())
        && before.getMetadata().getLabels().equals(now.getMetadata().getLabels())
        && before
            .getMetadata()
            .getAnnotations()
            .get(Markers.OWNER)
            .equals(now.getMetadata().getAnnotations().get(Markers.OWNER))
        // Not the whole text of the keys' annotation, which also tells when each value came.
        && before
            .getMetadata()
            .getAnnotations()
            .keySet()
            .equals(now.getMetadata().getAnnotations().keySet())
        && !now.getMetadata().getOwnerReferences().isEmpty();
  }

  @Test
  void deletedSecretIsMadeAgainAtOnce() {
    scene.put("TOKEN", "one");
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN"));
    String uid = scene.secret("app").getMetadata().getUid();

    scene.deleteSecret("app");

    Secret again = scene.awaitSecret("app", s -> !s.getMetadata().getUid().equals(uid));
    assertThat(ProjectionScene.data(again)).isEqualTo(Map.of("TOKEN", "one"));
  }

  @Test
  void labelsAndAnnotationsComeAndGoAndOthersOfTheSecretStay() {
    scene.put("TOKEN", "one");
    scene.applyAndSync(
        scene
            .orientSecret("app")
            .key("TOKEN")
            .category("github")
            .label("team", "chat")
            .label("tier", "back")
            .annotation("example.test/note", "first"));
    scene.editSecret("app", "{\"metadata\":{\"labels\":{\"mine\":\"yes\"}}}");
    assertThat(scene.secret("app").getMetadata().getLabels())
        .containsEntry("team", "chat")
        .containsEntry("tier", "back")
        .containsEntry(Markers.CATEGORY, "github");
    assertThat(scene.secret("app").getMetadata().getAnnotations())
        .containsEntry("example.test/note", "first");

    scene.applyAndSync(scene.orientSecret("app").key("TOKEN").label("team", "code"));

    assertThat(scene.secret("app").getMetadata().getLabels())
        .containsEntry("team", "code")
        .containsEntry("mine", "yes")
        .doesNotContainKeys("tier", Markers.CATEGORY);
    assertThat(scene.secret("app").getMetadata().getAnnotations())
        .doesNotContainKey("example.test/note");
  }

  @Test
  void trackingMarksOfGitOpsToolsAreNotCopied() {
    scene.put("TOKEN", "one");

    scene.applyAndSync(
        scene
            .orientSecret("app")
            .key("TOKEN")
            .metadataLabel("app.kubernetes.io/instance", "argo-app")
            .metadataLabel("kustomize.toolkit.fluxcd.io/name", "flux-app")
            .metadataAnnotation("argocd.argoproj.io/tracking-id", "argo-app:x"));

    assertThat(scene.secret("app").getMetadata().getLabels())
        .doesNotContainKeys("app.kubernetes.io/instance", "kustomize.toolkit.fluxcd.io/name");
    assertThat(scene.secret("app").getMetadata().getAnnotations())
        .doesNotContainKey("argocd.argoproj.io/tracking-id");
  }

  @Test
  void changedTypeRecreatesTheSecret() {
    scene.put("USER", "one");
    OrientSecretBuilder opaque = scene.orientSecret("app").keyAs("USER", "username");
    scene.applyAndSync(opaque);
    String uid = scene.secret("app").getMetadata().getUid();

    scene.applyAndSync(opaque.type("kubernetes.io/basic-auth"));

    Secret secret = scene.secret("app");
    assertThat(secret.getMetadata().getUid()).isNotEqualTo(uid);
    assertThat(secret.getType()).isEqualTo("kubernetes.io/basic-auth");
    assertThat(ProjectionScene.data(secret)).isEqualTo(Map.of("username", "one"));
    assertThat(scene.eventReasons("app")).contains("Recreated");
  }

  @Test
  void immutableSecretIsRecreatedForANewValue() {
    scene.put("TOKEN", "one");
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN").immutable());
    Secret before = scene.secret("app");
    assertThat(before.getImmutable()).isTrue();

    scene.put("TOKEN", "two");

    scene.awaitData("app", Map.of("TOKEN", "two"));
    // Set last.
    await().untilAsserted(() -> assertThat(scene.secret("app").getImmutable()).isTrue());
    assertThat(scene.secret("app").getMetadata().getUid())
        .isNotEqualTo(before.getMetadata().getUid());
  }

  @Test
  void labelOfAnImmutableSecretChangesInPlaceAndLeavingImmutabilityRecreates() {
    scene.put("TOKEN", "one");
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN").immutable());
    String uid = scene.secret("app").getMetadata().getUid();

    scene.applyAndSync(scene.orientSecret("app").key("TOKEN").immutable().label("team", "chat"));
    assertThat(scene.secret("app").getMetadata().getUid()).isEqualTo(uid);
    assertThat(scene.secret("app").getMetadata().getLabels()).containsEntry("team", "chat");

    scene.applyAndSync(scene.orientSecret("app").key("TOKEN"));
    assertThat(scene.secret("app").getImmutable()).isNotEqualTo(true);
    assertThat(scene.data("app")).isEqualTo(Map.of("TOKEN", "one"));
  }

  @Test
  void everyByteOfAValueArrives() {
    byte[] allBytes = new byte[256];
    IntStream.range(0, allBytes.length).forEach(i -> allBytes[i] = (byte) i);
    byte[] largest = new byte[64 * 1024];
    Arrays.fill(largest, (byte) 0xff);
    scene.put("BINARY", allBytes);
    scene.put("EMPTY", new byte[0]);
    scene.put("LARGEST", largest);

    scene.applyAndSync(scene.orientSecret("app").key("BINARY").key("EMPTY").key("LARGEST"));

    Map<String, String> data = scene.secret("app").getData();
    assertThat(data).containsOnlyKeys("BINARY", "EMPTY", "LARGEST");
    assertThat(ProjectionScene.bytes(data.get("BINARY"))).isEqualTo(allBytes);
    assertThat(ProjectionScene.bytes(data.get("EMPTY"))).isEmpty();
    assertThat(ProjectionScene.bytes(data.get("LARGEST"))).isEqualTo(largest);
  }

  @Test
  void asManyKeysAsTheSchemaAllows() {
    List<String> keys = IntStream.range(0, 256).mapToObj("KEY_%03d"::formatted).toList();
    keys.forEach(key -> scene.put(key, "value of " + key));

    OrientSecret resource = scene.applyAndSync(scene.orientSecret("app").keys(keys));

    assertThat(scene.data("app")).hasSize(256).containsEntry("KEY_255", "value of KEY_255");
    assertThat(resource.getStatus().syncedKeys()).isEqualTo("256/256");
    assertThat(resource.getStatus().keys())
        .extracting(KeyStatus::key)
        .containsExactlyElementsOf(keys);
  }

  private static KeyStatus row(OrientSecret resource, String key) {
    return resource.getStatus().keys().stream()
        .filter(row -> row.key().equals(key))
        .findFirst()
        .orElseThrow();
  }
}
