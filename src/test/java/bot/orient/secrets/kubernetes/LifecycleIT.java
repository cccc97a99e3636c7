package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.store.AuditEntry;
import bot.orient.secrets.store.SecretRead;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of a Secret when its resource, or the operator, goes and comes. */
@ExtendWith(ControlPlaneExtension.class)
class LifecycleIT {

  private final TestDatabase database = PostgresServer.shared().createDatabase();
  private ControlPlane controlPlane;
  private ProjectionScene scene;

  @BeforeEach
  void enter(ControlPlane plane, KubernetesClient client, TestNamespace namespace) {
    controlPlane = plane;
    scene = new ProjectionScene(client, InProcessOperator.start(plane, database), namespace);
    scene.put("TOKEN", "one");
  }

  @AfterEach
  void stop() {
    scene.operator().close();
  }

  private void restart() {
    scene =
        new ProjectionScene(
            scene.client(), InProcessOperator.start(controlPlane, database), scene.namespace());
  }

  @Test
  void secretIsGarbageCollectedWithItsResource() {
    OrientSecret resource = scene.applyAndSync(scene.orientSecret("app").key("TOKEN"));
    assertThat(resource.getMetadata().getFinalizers()).isEmpty();

    scene.delete("app");

    scene.awaitNoSecret("app");
  }

  @Test
  void retainedSecretOutlivesItsResourceAndIsAdoptedByTheNext() {
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN").retain());
    Secret retained = scene.secret("app");
    assertThat(retained.getMetadata().getOwnerReferences()).isEmpty();

    scene.delete("app");
    scene.awaitGone("app");
    scene.awaitLaterWork();
    assertThat(scene.secret("app")).isEqualTo(retained);

    scene.put("TOKEN", "two");
    OrientSecret next = scene.applyAndSync(scene.orientSecret("app").key("TOKEN"));

    Secret adopted = scene.secret("app");
    assertThat(ProjectionScene.data(adopted)).isEqualTo(Map.of("TOKEN", "two"));
    assertThat(adopted.getMetadata().getUid()).isEqualTo(retained.getMetadata().getUid());
    assertThat(adopted.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(next.getMetadata().getUid()));
  }

  @Test
  void retainedSecretMayBeAdoptedByAResourceOfAnotherName() {
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN").target("shared").retain());
    scene.delete("app");
    scene.awaitGone("app");

    scene.applyAndSync(scene.orientSecret("heir").key("TOKEN").target("shared").retain());

    assertThat(scene.secret("shared").getMetadata().getAnnotations())
        .containsValue("OrientSecret/heir");
  }

  @Test
  void deletionPolicyMayChangeBothWays() {
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN"));
    String uid = scene.secret("app").getMetadata().getUid();

    scene.applyAndSync(scene.orientSecret("app").key("TOKEN").retain());
    assertThat(scene.secret("app").getMetadata().getOwnerReferences()).isEmpty();

    scene.applyAndSync(scene.orientSecret("app").key("TOKEN"));
    assertThat(scene.secret("app").getMetadata().getOwnerReferences()).hasSize(1);
    assertThat(scene.secret("app").getMetadata().getUid()).isEqualTo(uid);
  }

  @Test
  void resourceThatIsReplacedAtOnceGetsItsSecretAgain() {
    OrientSecret old = scene.applyAndSync(scene.orientSecret("app").key("TOKEN"));

    scene.delete("app");
    OrientSecret replacement = scene.applyAndSync(scene.orientSecret("app").key("TOKEN"));

    assertThat(replacement.getMetadata().getUid()).isNotEqualTo(old.getMetadata().getUid());
    Predicate<Secret> ownedByTheNewOne =
        secret ->
            secret.getMetadata().getOwnerReferences().stream()
                .allMatch(owner -> owner.getUid().equals(replacement.getMetadata().getUid()));
    scene.awaitSecret("app", ownedByTheNewOne);
    scene.awaitLaterWork();
    assertThat(scene.secret("app")).matches(ownedByTheNewOne);
    assertThat(scene.data("app")).isEqualTo(Map.of("TOKEN", "one"));
  }

  @Test
  void whatHappenedWhileTheOperatorWasAwayIsMadeUpFor() {
    scene.createSecret("shared", Map.of("THEIRS", "mine"));
    scene.applyAndSync(scene.orientSecret("merged").key("TOKEN").target("shared").merge());
    scene.applyAndSync(scene.orientSecret("edited").key("TOKEN"));
    scene.applyAndSync(scene.orientSecret("removed").key("TOKEN"));
    scene.applyAndSync(scene.orientSecret("renamed").key("TOKEN").target("before"));
    scene.operator().close();

    scene.delete("merged");
    scene.editSecret(
        "edited", "{\"data\":{\"TOKEN\":\"%s\"}}".formatted(ProjectionScene.base64("edited")));
    scene.deleteSecret("removed");
    scene.apply(scene.orientSecret("renamed").key("TOKEN").target("after"));
    assertThat(scene.resource("merged").isMarkedForDeletion()).isTrue();
    restart();

    scene.awaitGone("merged");
    scene.awaitData("shared", Map.of("THEIRS", "mine"));
    scene.awaitData("edited", Map.of("TOKEN", "one"));
    scene.awaitData("removed", Map.of("TOKEN", "one"));
    scene.awaitData("after", Map.of("TOKEN", "one"));
    scene.awaitNoSecret("before");
  }

  @Test
  void resourceDeletedByMistakeLeavesTheValueAndTheNextOneHasIt() {
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN"));
    scene.delete("app");
    scene.awaitNoSecret("app");

    assertThat(valueInTheStore()).isEqualTo("one");
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN"));
    assertThat(scene.data("app")).isEqualTo(Map.of("TOKEN", "one"));
  }

  @Test
  void namespaceThatIsDeletedTakesNothingFromTheStore() {
    scene.createSecret("shared", Map.of("THEIRS", "mine"));
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN"));
    scene.applyAndSync(scene.orientSecret("merged").key("TOKEN").target("shared").merge());
    List<AuditEntry> trail = scene.operator().store().audit(scene.namespace().name(), 100);

    Resource<Namespace> namespace = scene.client().namespaces().withName(scene.namespace().name());
    namespace.delete();
    await("the namespace to be gone")
        .atMost(ProjectionScene.PATIENCE)
        .until(() -> namespace.get() == null);

    assertThat(valueInTheStore()).isEqualTo("one");
    assertThat(scene.operator().store().audit(scene.namespace().name(), 100)).isEqualTo(trail);

    scene
        .client()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(scene.namespace().name())
                .endMetadata()
                .build())
        .create();
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN"));
    assertThat(scene.data("app")).isEqualTo(Map.of("TOKEN", "one"));
  }

  private String valueInTheStore() {
    SecretRead read =
        scene.operator().store().read(scene.namespace().name(), List.of("TOKEN")).get("TOKEN");
    assertThat(read).isInstanceOf(SecretRead.Found.class);
    return new String(((SecretRead.Found) read).value().toByteArray(), StandardCharsets.UTF_8);
  }
}
