package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.api.KeyStatus;
import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.PutRequest;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.OrientSecretBuilder;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be carried out: each has a reason, and no Secret is ever the worse for it. */
@ExtendWith(ControlPlaneExtension.class)
class BadInputIT {

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
    scene.put("TOKEN", "one");
  }

  @Test
  void scopeOfOthersNeedsAGrantAndARetainedSecretStaysAsItIsAfterItsRevocation() {
    String scope = "shared." + scene.namespace();
    putInScope(scope, "one");

    scene.apply(scene.orientSecret("app").key("TOKEN").scope(scope).retain());

    OrientSecret refused = scene.awaitReason("app", "ScopeNotGranted");
    assertThat(ProjectionScene.conditions(refused))
        .contains("Ready=False/ScopeNotGranted", "Stalled=True/ScopeNotGranted");
    assertThat(ProjectionScene.readyMessage(refused)).contains(scope, "spec.scope");
    assertThat(scene.find("app")).isEmpty();

    operator.store().grant(scope, scene.namespace().name(), InProcessOperator.ALICE);
    scene.awaitReason("app", "Synced");
    assertThat(scene.data("app")).isEqualTo(Map.of("TOKEN", "one"));

    operator.store().revoke(scope, scene.namespace().name(), InProcessOperator.ALICE);
    scene.awaitReason("app", "ScopeNotGranted");
    putInScope(scope, "two");
    scene.awaitLaterWork();
    assertThat(scene.data("app")).isEqualTo(Map.of("TOKEN", "one"));
    assertThat(ProjectionScene.conditions(scene.resource("app")))
        .contains("Stalled=True/ScopeNotGranted");
  }

  private static void putInScope(String scope, String value) {
    try (SecretBytes bytes = SecretBytes.owning(value.getBytes(StandardCharsets.UTF_8))) {
      operator.store().put(PutRequest.of(scope, "TOKEN", bytes), InProcessOperator.ALICE);
    }
  }

  @Test
  void scopeThatIsAnotherNamespaceIsNotReadWithoutAGrant() {
    TestNamespace neighbour = TestNamespace.create(scene.client());
    putInScope(neighbour.name(), "secret of the neighbour");

    scene.apply(scene.orientSecret("app").key("TOKEN").scope(neighbour.name()));

    scene.awaitReason("app", "ScopeNotGranted");
    assertThat(scene.find("app")).isEmpty();
  }

  @Test
  void importIntoAGrantedScopeIsRefused() {
    String scope = "shared." + scene.namespace();
    operator.store().grant(scope, scene.namespace().name(), InProcessOperator.ALICE);
    scene.createSecret("source", Map.of("token", "planted"));

    scene.apply(scene.orientSecret("app").importedKey("TOKEN", "source", "token").scope(scope));

    OrientSecret refused = scene.awaitReason("app", "InvalidSpec");
    assertThat(ProjectionScene.conditions(refused)).contains("Stalled=True/InvalidSpec");
    assertThat(ProjectionScene.readyMessage(refused)).contains("spec.keys[0].secretKeyRef");
    assertThat(operator.store().list(scope)).isEmpty();
  }

  @Test
  void specThatOnlyTheReconcilerCanRefuseLeavesTheSecretAsItIs() {
    scene.put("OTHER", "two");
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN"));

    scene.apply(scene.orientSecret("app").key("TOKEN").keyAs("OTHER", "TOKEN"));

    OrientSecret refused = scene.awaitReason("app", "InvalidSpec");
    assertThat(ProjectionScene.conditions(refused))
        .contains("Ready=False/InvalidSpec", "Stalled=True/InvalidSpec");
    assertThat(ProjectionScene.readyMessage(refused)).contains("spec.keys[1]");
    assertThat(scene.data("app")).isEqualTo(Map.of("TOKEN", "one"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1TOKEN", "-TOKEN", "TO KEN", "../TOKEN", "TOKEN\n", "TÖKEN"})
  void schemaRefusesBadKeys(String key) {
    assertSchemaRefuses(scene.orientSecret("app").key(key), "spec.keys");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "App", "app/other", "-app", "app-", "app\n"})
  void schemaRefusesBadTargetNames(String name) {
    assertSchemaRefuses(scene.orientSecret("app").key("TOKEN").target(name), "spec.target.name");
  }

  @Test
  void schemaRefusesNoKeysTooManyKeysAndTheSameKeyTwice() {
    assertSchemaRefuses(scene.orientSecret("app"), "spec.keys");
    assertSchemaRefuses(
        scene
            .orientSecret("app")
            .keys(IntStream.range(0, 257).mapToObj("KEY_%d"::formatted).toList()),
        "spec.keys");
    assertSchemaRefuses(scene.orientSecret("app").key("TOKEN").key("TOKEN"), "spec.keys");
  }

  private void assertSchemaRefuses(OrientSecretBuilder resource, String field) {
    assertThatThrownBy(() -> scene.client().resource(resource.build()).create())
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            refusal -> {
              assertThat(refusal.getCode()).isEqualTo(422);
              assertThat(refusal.getMessage()).contains(field);
            });
  }

  @Test
  void moreThanASecretHoldsIsRefusedAndTheSecretStaysAsItIs() {
    List<String> keys = IntStream.range(0, 20).mapToObj("LARGE_%d"::formatted).toList();
    keys.forEach(key -> scene.put(key, new byte[60 * 1024]));
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN"));

    scene.apply(scene.orientSecret("app").keys(keys));

    OrientSecret refused = scene.awaitReason("app", "TargetTooLarge");
    assertThat(ProjectionScene.conditions(refused))
        .contains("Ready=False/TargetTooLarge", "Stalled=True/TargetTooLarge");
    assertThat(ProjectionScene.readyMessage(refused)).contains("1228800", "1048576");
    assertThat(scene.data("app")).isEqualTo(Map.of("TOKEN", "one"));

    scene.applyAndSync(scene.orientSecret("app").keys(keys.subList(0, 17)));
    assertThat(scene.data("app")).hasSize(17);
  }

  @Test
  void firstProjectionWaitsForAMissingKeyAndComesWhenItIsWritten() {
    scene.apply(scene.orientSecret("app").key("TOKEN").key("UNKNOWN"));

    OrientSecret waiting = scene.awaitReason("app", "KeysMissing");
    assertThat(ProjectionScene.conditions(waiting))
        .contains("Ready=False/KeysMissing", "Reconciling=True/KeysMissing")
        .noneMatch(condition -> condition.startsWith("Stalled"));
    assertThat(ProjectionScene.readyMessage(waiting)).contains("UNKNOWN", "write it");
    assertThat(waiting.getStatus().syncedKeys()).isEqualTo("0/2");
    assertThat(row(waiting, "UNKNOWN").source())
        .isEqualTo(bot.orient.secrets.api.ValueSource.MISSING);
    assertThat(scene.find("app")).isEmpty();

    scene.put("UNKNOWN", "two");

    OrientSecret ready = scene.awaitReason("app", "Synced");
    assertThat(ready.getStatus().syncedKeys()).isEqualTo("2/2");
    assertThat(scene.data("app")).isEqualTo(Map.of("TOKEN", "one", "UNKNOWN", "two"));
  }

  @Test
  void newKeyWithoutAValueHoldsUpNoRotationOfTheOthers() {
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN"));
    scene.apply(scene.orientSecret("app").key("TOKEN").key("UNKNOWN"));
    scene.awaitReason("app", "KeysMissing");

    scene.put("TOKEN", "two");

    scene.awaitData("app", Map.of("TOKEN", "two"));
    assertThat(ProjectionScene.conditions(scene.resource("app")))
        .contains("Ready=False/KeysMissing");
  }

  @Test
  void valueOfAKeyThatIsDeletedFromTheStoreIsKept() {
    scene.put("OTHER", "one");
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN").key("OTHER"));

    operator.store().delete(scene.namespace().name(), "TOKEN", InProcessOperator.ALICE);

    OrientSecret missing = scene.awaitReason("app", "KeysMissing");
    assertThat(row(missing, "TOKEN").source())
        .isEqualTo(bot.orient.secrets.api.ValueSource.MISSING);
    assertThat(row(missing, "TOKEN").message()).contains("projected last is kept");
    assertThat(missing.getStatus().syncedKeys()).isEqualTo("1/2");
    scene.put("OTHER", "two");
    scene.awaitData("app", Map.of("TOKEN", "one", "OTHER", "two"));

    scene.put("TOKEN", "three");
    scene.awaitReason("app", "Synced");
    scene.awaitData("app", Map.of("TOKEN", "three", "OTHER", "two"));
  }

  @Test
  void optionalKeyComesAndGoesWithItsValue() {
    OrientSecret without =
        scene.applyAndSync(scene.orientSecret("app").key("TOKEN").optionalKey("EXTRA"));
    assertThat(scene.data("app")).isEqualTo(Map.of("TOKEN", "one"));
    assertThat(without.getStatus().syncedKeys()).isEqualTo("1/2");
    assertThat(row(without, "EXTRA").source())
        .isEqualTo(bot.orient.secrets.api.ValueSource.MISSING);

    scene.put("EXTRA", "two");
    scene.awaitData("app", Map.of("TOKEN", "one", "EXTRA", "two"));

    operator.store().delete(scene.namespace().name(), "EXTRA", InProcessOperator.ALICE);
    scene.awaitData("app", Map.of("TOKEN", "one"));
    assertThat(ProjectionScene.conditions(scene.resource("app"))).contains("Ready=True/Synced");
  }

  @Test
  void refusalOfTheApiServerIsToldWithoutTheValue() {
    scene.put("TOKEN", "planted-value");

    scene.apply(
        scene
            .orientSecret("app")
            .keyAs("TOKEN", ".dockerconfigjson")
            .type("kubernetes.io/dockerconfigjson"));

    OrientSecret refused = scene.awaitReason("app", "ApiRefused");
    assertThat(ProjectionScene.conditions(refused))
        .contains("Ready=False/ApiRefused", "Reconciling=True/ApiRefused");
    assertThat(ProjectionScene.readyMessage(refused))
        .contains("data[.dockerconfigjson]")
        .doesNotContain("planted-value");
    assertThat(scene.find("app")).isEmpty();

    scene.put("TOKEN", "{}");

    scene.awaitReason("app", "Synced");
    assertThat(scene.data("app")).isEqualTo(Map.of(".dockerconfigjson", "{}"));
  }

  @Test
  void changeOfTypeThatIsRefusedLeavesTheSecretAsItIs() {
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN"));
    String uid = scene.secret("app").getMetadata().getUid();

    scene.apply(scene.orientSecret("app").key("TOKEN").type("kubernetes.io/tls"));

    scene.awaitReason("app", "ApiRefused");
    assertThat(scene.data("app")).isEqualTo(Map.of("TOKEN", "one"));
    assertThat(scene.secret("app").getMetadata().getUid()).isEqualTo(uid);
  }

  private static KeyStatus row(OrientSecret resource, String key) {
    return resource.getStatus().keys().stream()
        .filter(row -> row.key().equals(key))
        .findFirst()
        .orElseThrow();
  }
}
