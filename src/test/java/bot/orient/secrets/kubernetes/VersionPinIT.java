package bot.orient.secrets.kubernetes;

import static bot.orient.secrets.testing.RestartSpecBuilder.restart;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.api.FailurePolicy;
import bot.orient.secrets.api.KeyStatus;
import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.ValueSource;
import bot.orient.secrets.store.RollbackRequest;
import bot.orient.secrets.sync.FailedRollout;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.ProjectedSecret;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.OrientSecretBuilder;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code spec.keys[].version}: OPENAI_API_KEY has versions 1 and 2, and one in the environment. */
@ExtendWith(ControlPlaneExtension.class)
class VersionPinIT {

  private static final String KEY = "OPENAI_API_KEY";

  private static InProcessOperator operator;

  private KubernetesClient client;
  private ProjectionScene scene;

  @BeforeAll
  static void startOperator(ControlPlane controlPlane) {
    TestDatabase database = PostgresServer.shared().createDatabase();
    operator =
        InProcessOperator.start(
            controlPlane, database, Map.of(KEY, "of the environment"), Map.of(), Set.of());
  }

  @AfterAll
  static void stopOperator() {
    operator.close();
  }

  @BeforeEach
  void writeTwoVersions(KubernetesClient anyClient, TestNamespace namespace) {
    client = anyClient;
    scene = new ProjectionScene(client, operator, namespace);
    scene.put(KEY, "one");
    scene.put(KEY, "two");
  }

  private OrientSecretBuilder at(long version) {
    return scene.orientSecret("app").keyAt(KEY, version);
  }

  private OrientSecretBuilder newest() {
    return scene.orientSecret("app").key(KEY);
  }

  private KeyStatus row() {
    return scene.resource("app").getStatus().keys().get(0);
  }

  private String message(String reason) {
    return ProjectionScene.readyMessage(scene.awaitReason("app", reason));
  }

  @Test
  void theVersionOfTheSpecIsProjectedWhateverIsWritten() {
    scene.applyAndSync(at(1));
    assertThat(scene.data("app")).isEqualTo(Map.of(KEY, "one"));
    assertThat(row().version()).isEqualTo(1);
    assertThat(row().source()).isEqualTo(ValueSource.STORE);
    assertThat(row().message()).isNull();

    scene.put(KEY, "three");
    scene.awaitLaterWork();
    assertThat(scene.data("app")).isEqualTo(Map.of(KEY, "one"));

    scene.applyAndSync(at(2));
    scene.awaitData("app", Map.of(KEY, "two"));
    scene.applyAndSync(newest());
    scene.awaitData("app", Map.of(KEY, "three"));
    assertThat(row().version()).isEqualTo(3);
  }

  @Test
  void aVersionThatIsNotThereYetIsWaitedForAndTold() {
    scene.apply(at(3));
    assertThat(message("VersionNotFound"))
        .isEqualTo(
            "OPENAI_API_KEY is held at version 3, but version 3 does not exist, the newest is 2:"
                + " name another one in spec.keys[].version, or leave it out");
    assertThat(scene.find("app")).isEmpty();
    assertThat(row().version()).isEqualTo(3);

    scene.put(KEY, "three");

    scene.awaitReason("app", "Synced");
    assertThat(scene.data("app")).isEqualTo(Map.of(KEY, "three"));
  }

  @Test
  void aVersionThatIsDestroyedKeepsItsLastValueAndIsTold() {
    scene.applyAndSync(at(1));

    operator.store().destroyVersion(scene.namespace().name(), KEY, 1, InProcessOperator.ALICE);

    assertThat(message("VersionNotFound"))
        .startsWith("OPENAI_API_KEY is held at version 1, but version 1 was destroyed at 20")
        .endsWith(
            "name another one in spec.keys[].version, or leave it out; the value projected last is"
                + " kept");
    assertThat(scene.data("app")).isEqualTo(Map.of(KEY, "one"));
    scene.applyAndSync(at(2));
    scene.awaitData("app", Map.of(KEY, "two"));
  }

  @Test
  void aDeletedKeyDoesNotFallBackAndComesBackByUndelete() {
    scene.applyAndSync(at(1));
    String namespace = scene.namespace().name();

    operator.store().delete(namespace, KEY, InProcessOperator.ALICE);

    assertThat(message("VersionNotFound")).contains("is not in the store or is deleted");
    assertThat(scene.data("app")).isEqualTo(Map.of(KEY, "one"));
    operator.store().undelete(namespace, KEY, InProcessOperator.ALICE);
    scene.awaitReason("app", "Synced");
    assertThat(scene.data("app")).isEqualTo(Map.of(KEY, "one"));
  }

  @Test
  void aRollbackOfTheStoreIsAChangeLikeAnyOther() {
    scene.applyAndSync(newest());

    operator
        .store()
        .rollback(RollbackRequest.of(scene.namespace().name(), KEY, 1), InProcessOperator.ALICE);

    scene.awaitData("app", Map.of(KEY, "one"));
    scene.awaitStatus("app", app -> app.getStatus().keys().get(0).version() == 3);
  }

  @Test
  void theSpecWinsOverAPinOfAFailedRollout() {
    scene.applyAndSync(
        at(2)
            .metadataAnnotation(
                Markers.PINNED, "{\"%s\":{\"use\":1,\"instead\":2}}".formatted(KEY)));
    assertThat(scene.data("app")).isEqualTo(Map.of(KEY, "two"));
    assertThat(ProjectionScene.condition(scene.resource("app"), "Pinned")).isEmpty();

    scene.applyAndSync(newest());
    scene.awaitData("app", Map.of(KEY, "one"));
    assertThat(ProjectionScene.condition(scene.resource("app"), "Pinned")).isPresent();
  }

  @Test
  void aFailedRolloutDoesNotPutBackWhatTheSpecHolds() {
    scene.applyAndSync(newest());
    scene.put(KEY, "three");
    scene.awaitData("app", Map.of(KEY, "three"));
    OrientSecret held =
        scene.applyAndSync(
            at(3).restart(restart().onFailure(FailurePolicy.RESTORE_PREVIOUS_VERSION)));
    ProjectedSecret projected = scene.find("app").flatMap(ProjectedSecret::of).orElseThrow();
    String fingerprint = projected.keys().byDataKey().get(KEY).fingerprint();
    FailedRollout failed =
        new FailedRollout(
            "Deployment chat", Set.of("app/" + KEY), Map.of("app/" + KEY, fingerprint), false);

    KeyRestorer.Restored restored =
        new KeyRestorer(
                operator.store(), (namespace, secret) -> List.of(failed), new PinWriter(client))
            .restore(held, Optional.of(projected));

    assertThat(restored.restoration().impossible())
        .isEqualTo(Map.of(KEY, "is held at version 3 by spec.keys[].version: change it there"));
    assertThat(scene.data("app")).isEqualTo(Map.of(KEY, "three"));
  }

  @Test
  void aVersionBelowOneIsRefusedByTheApiServer() {
    assertThatThrownBy(() -> scene.apply(at(0)))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("spec.keys.version")
        .hasMessageContaining("greater than or equal to 1");
  }
}
