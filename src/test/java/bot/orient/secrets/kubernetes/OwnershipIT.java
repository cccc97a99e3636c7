package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.ProviderDefaults;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whose Secret it is, when somebody else may think it theirs. */
@ExtendWith(ControlPlaneExtension.class)
class OwnershipIT {

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
  void foreignSecretIsNotTouchedAndTheWayIsFreeOnceItIsGone() {
    Secret foreign = scene.createSecret("app", Map.of("THEIRS", "mine"));

    scene.apply(scene.orientSecret("app").key("TOKEN"));

    OrientSecret refused = scene.awaitReason("app", "TargetNotOwned");
    assertThat(ProjectionScene.conditions(refused))
        .contains("Ready=False/TargetNotOwned", "Stalled=True/TargetNotOwned")
        .noneMatch(condition -> condition.startsWith("Reconciling"));
    assertThat(ProjectionScene.readyMessage(refused))
        .contains("app", "spec.target.name", "creationPolicy: Merge");
    assertThat(refused.getStatus().syncedKeys()).isEqualTo("0/1");
    assertThat(scene.secret("app")).isEqualTo(foreign);

    scene.deleteSecret("app");

    OrientSecret healed = scene.awaitReason("app", "Synced");
    assertThat(scene.data("app")).isEqualTo(Map.of("TOKEN", "one"));
    assertThat(ProjectionScene.condition(healed, "Stalled")).isEmpty();
  }

  @Test
  void foreignSecretAtTheNewNameLeavesTheOldTargetInPlace() {
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN").target("before"));
    scene.createSecret("after", Map.of("THEIRS", "mine"));

    scene.apply(scene.orientSecret("app").key("TOKEN").target("after"));

    scene.awaitReason("app", "TargetNotOwned");
    assertThat(scene.data("before")).isEqualTo(Map.of("TOKEN", "one"));
    assertThat(scene.data("after")).isEqualTo(Map.of("THEIRS", "mine"));
  }

  @Test
  void copyOfAProjectedSecretIsLeftAlone() {
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN"));
    Secret copy =
        new SecretBuilder(scene.secret("app"))
            .editMetadata()
            .withName("app-backup")
            .withUid(null)
            .withResourceVersion(null)
            .withCreationTimestamp(null)
            .withOwnerReferences()
            .withManagedFields()
            .endMetadata()
            .build();
    scene.client().resource(copy).create();

    scene.put("TOKEN", "two");
    scene.awaitData("app", Map.of("TOKEN", "two"));
    scene.awaitLaterWork();

    assertThat(scene.data("app-backup")).isEqualTo(Map.of("TOKEN", "one"));
  }

  @Test
  void retainedSecretOfAnEarlierResourceOfTheSameNameStays() {
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN").target("kept").retain());
    scene.delete("app");
    scene.awaitGone("app");

    scene.applyAndSync(scene.orientSecret("app").key("TOKEN").target("other"));
    scene.awaitLaterWork();

    assertThat(scene.data("kept")).isEqualTo(Map.of("TOKEN", "one"));
  }

  @Test
  void keyOfSomebodyElseIsNotMergedOver() {
    scene.createSecret("shared", Map.of("TOKEN", "theirs"));

    scene.apply(scene.orientSecret("app").key("TOKEN").target("shared").merge());

    OrientSecret refused = scene.awaitReason("app", "TargetNotOwned");
    assertThat(ProjectionScene.readyMessage(refused)).contains("shared", "TOKEN", "as");
    assertThat(scene.data("shared")).isEqualTo(Map.of("TOKEN", "theirs"));
  }

  @Test
  void mergedKeysComeAndGoAndTheRestOfTheSecretIsNotTouched() {
    Secret foreign = scene.createSecret("shared", Map.of("THEIRS", "mine"));

    OrientSecret resource =
        scene.applyAndSync(
            scene.orientSecret("app").key("TOKEN").target("shared").merge().label("team", "chat"));

    assertThat(resource.getMetadata().getFinalizers()).containsExactly(Markers.FINALIZER);
    Secret merged = scene.secret("shared");
    assertThat(ProjectionScene.data(merged)).isEqualTo(Map.of("THEIRS", "mine", "TOKEN", "one"));
    assertThat(merged.getMetadata().getUid()).isEqualTo(foreign.getMetadata().getUid());
    assertThat(merged.getMetadata().getOwnerReferences()).isEmpty();
    assertThat(merged.getMetadata().getLabels())
        .containsOnlyKeys("team", Markers.PROJECTED_FOR)
        .doesNotContainKey("app.kubernetes.io/managed-by");

    scene.delete("app");

    scene.awaitGone("app");
    Secret left = scene.secret("shared");
    assertThat(ProjectionScene.data(left)).isEqualTo(Map.of("THEIRS", "mine"));
    assertThat(left.getMetadata().getUid()).isEqualTo(foreign.getMetadata().getUid());
    assertThat(left.getMetadata().getLabels()).isNullOrEmpty();
    assertThat(left.getMetadata().getAnnotations()).isNullOrEmpty();
  }

  @Test
  void editsOfTheOwnerOfAMergeTargetStayAndEditsOfMergedKeysAreHealed() {
    scene.createSecret("shared", Map.of("THEIRS", "mine"));
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN").target("shared").merge());

    scene.editSecret(
        "shared",
        "{\"data\":{\"THEIRS\":\"%s\",\"MORE\":\"%s\",\"TOKEN\":\"%s\"}}"
            .formatted(
                ProjectionScene.base64("changed"),
                ProjectionScene.base64("more"),
                ProjectionScene.base64("edited")));

    scene.awaitData("shared", Map.of("THEIRS", "changed", "MORE", "more", "TOKEN", "one"));
  }

  @Test
  void keyTakenOutOfAMergeLeavesTheOthers() {
    scene.put("OTHER", "two");
    scene.createSecret("shared", Map.of("THEIRS", "mine"));
    scene.applyAndSync(
        scene.orientSecret("app").key("TOKEN").key("OTHER").target("shared").merge());

    scene.applyAndSync(scene.orientSecret("app").key("OTHER").target("shared").merge());

    assertThat(scene.data("shared")).isEqualTo(Map.of("THEIRS", "mine", "OTHER", "two"));
  }

  @Test
  void mergedKeysMoveWithTheTarget() {
    scene.createSecret("one", Map.of("THEIRS", "mine"));
    scene.createSecret("two", Map.of("THEIRS", "mine"));
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN").target("one").merge());

    scene.applyAndSync(scene.orientSecret("app").key("TOKEN").target("two").merge());

    assertThat(scene.data("two")).isEqualTo(Map.of("THEIRS", "mine", "TOKEN", "one"));
    scene.awaitData("one", Map.of("THEIRS", "mine"));
  }

  @Test
  void mergeWithRetainLeavesTheKeysBehindAndNeedsNoFinalizer() {
    scene.createSecret("shared", Map.of("THEIRS", "mine"));
    OrientSecret resource =
        scene.applyAndSync(
            scene.orientSecret("app").key("TOKEN").target("shared").merge().retain());
    assertThat(resource.getMetadata().getFinalizers()).isEmpty();

    scene.delete("app");

    scene.awaitGone("app");
    scene.awaitLaterWork();
    assertThat(scene.data("shared")).isEqualTo(Map.of("THEIRS", "mine", "TOKEN", "one"));
  }

  @Test
  void mergeTargetThatIsNotThereYetIsMade() {
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN").target("shared").merge());

    assertThat(scene.data("shared")).isEqualTo(Map.of("TOKEN", "one"));
    assertThat(scene.secret("shared").getMetadata().getOwnerReferences()).isEmpty();
  }

  @Test
  void mergeThatBecomesOwnerIsRefusedAndItsKeysStillGoWithTheResource() {
    scene.createSecret("shared", Map.of("THEIRS", "mine"));
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN").target("shared").merge());

    scene.apply(scene.orientSecret("app").key("TOKEN").target("shared"));

    OrientSecret refused = scene.awaitReason("app", "TargetNotOwned");
    assertThat(ProjectionScene.readyMessage(refused)).contains("merged into");
    assertThat(scene.data("shared")).isEqualTo(Map.of("THEIRS", "mine", "TOKEN", "one"));

    scene.delete("app");

    scene.awaitGone("app");
    scene.awaitData("shared", Map.of("THEIRS", "mine"));
  }

  @Test
  void ownSecretThatBecomesAMergeTargetOutlivesTheResourceWithoutItsKeys() {
    scene.applyAndSync(scene.orientSecret("app").key("TOKEN").target("shared"));
    String uid = scene.secret("shared").getMetadata().getUid();

    scene.applyAndSync(scene.orientSecret("app").key("TOKEN").target("shared").merge());

    Secret merged = scene.secret("shared");
    assertThat(merged.getMetadata().getUid()).isEqualTo(uid);
    assertThat(merged.getMetadata().getOwnerReferences()).isEmpty();
    assertThat(merged.getMetadata().getAnnotations()).containsEntry(Markers.MERGED, "true");

    scene.editSecret(
        "shared", "{\"data\":{\"THEIRS\":\"%s\"}}".formatted(ProjectionScene.base64("mine")));
    scene.delete("app");

    scene.awaitGone("app");
    scene.awaitData("shared", Map.of("THEIRS", "mine"));
  }

  @Test
  void typedSecretThatBecomesAMergeTargetKeepsItsType() {
    scene.applyAndSync(
        scene.orientSecret("app").keyAs("TOKEN", "username").type("kubernetes.io/basic-auth"));

    scene.applyAndSync(scene.orientSecret("app").keyAs("TOKEN", "username").merge());

    assertThat(scene.secret("app").getType()).isEqualTo("kubernetes.io/basic-auth");
    assertThat(scene.data("app")).isEqualTo(Map.of("username", "one"));
  }

  @Test
  void secondClaimOfATargetWaitsUntilTheFirstIsGone() {
    scene.put("OTHER", "two");
    OrientSecret first = scene.applyAndSync(scene.orientSecret("first").key("TOKEN").target("app"));

    scene.apply(scene.orientSecret("second").key("OTHER").target("app"));

    OrientSecret refused = scene.awaitReason("second", "TargetNotOwned");
    assertThat(ProjectionScene.conditions(refused))
        .contains("Ready=False/TargetNotOwned", "Stalled=True/TargetNotOwned");
    assertThat(ProjectionScene.readyMessage(refused)).contains("OrientSecret/first");
    assertThat(scene.data("app")).isEqualTo(Map.of("TOKEN", "one"));
    assertThat(ProjectionScene.conditions(scene.resource("first"))).contains("Ready=True/Synced");

    scene.delete(first.getMetadata().getName());

    OrientSecret winner = scene.awaitReason("second", "Synced");
    Secret taken =
        scene.awaitSecret(
            "app",
            secret ->
                secret.getMetadata().getOwnerReferences().stream()
                    .anyMatch(owner -> owner.getUid().equals(winner.getMetadata().getUid())));
    assertThat(ProjectionScene.data(taken)).isEqualTo(Map.of("OTHER", "two"));
    assertThat(taken.getMetadata().getOwnerReferences()).hasSize(1);
  }

  /** One value lets all of them make their Secrets in the same moment. */
  @Test
  void ofTwoClaimsInTheSameMomentOneIsRefused() {
    List<String> targets = IntStream.range(0, 8).mapToObj(number -> "app-" + number).toList();
    for (String target : targets) {
      scene.apply(scene.orientSecret(target + "-a").key("LATE").target(target));
      scene.apply(scene.orientSecret(target + "-b").key("LATE").target(target));
      scene.awaitReason(target + "-a", "KeysMissing");
      scene.awaitReason(target + "-b", "KeysMissing");
    }

    scene.put("LATE", "one");

    for (String target : targets) {
      scene.awaitSecret(target, secret -> true);
      String loser = mark(target).endsWith("-a") ? target + "-b" : target + "-a";
      scene.awaitReason(loser, "TargetNotOwned");
      scene.awaitReason(mark(target).substring("OrientSecret/".length()), "Synced");
      assertThat(scene.secret(target).getMetadata().getOwnerReferences()).hasSize(1);
    }
  }

  private String mark(String target) {
    return scene.secret(target).getMetadata().getAnnotations().get(Markers.OWNER);
  }

  @Test
  void secondClaimTakesOverWhatTheFirstRetained() {
    scene.put("OTHER", "two");
    scene.applyAndSync(scene.orientSecret("first").key("TOKEN").target("app").retain());
    scene.apply(scene.orientSecret("second").key("OTHER").target("app"));
    scene.awaitReason("second", "TargetNotOwned");

    scene.delete("first");

    scene.awaitReason("second", "Synced");
    scene.awaitData("app", Map.of("OTHER", "two"));
  }

  /** Nothing else than its mark tells whose a retained Secret is. */
  @Test
  void markThatSomebodyEditsIsPutRightAtOnce() {
    scene.applyAndSync(scene.orientSecret("first").key("TOKEN").target("app").retain());
    String owner = "OrientSecret/first";
    assertThat(scene.secret("app").getMetadata().getAnnotations())
        .containsEntry(Markers.OWNER, owner);

    scene.editSecret(
        "app",
        "{\"metadata\":{\"annotations\":{\"%s\":\"OrientSecret/nobody\"}}}"
            .formatted(Markers.OWNER));

    scene.awaitSecret(
        "app", secret -> owner.equals(secret.getMetadata().getAnnotations().get(Markers.OWNER)));
  }

  @Test
  void resourceOfTheOtherKindTakesOverWhatTheFirstRetained(
      KubernetesClient client, TestNamespace namespace) {
    scene.applyAndSync(scene.orientSecret("first").key("TOKEN").target("app").retain());
    client
        .resource(
            """
            apiVersion: secrets.orient.bot/v1
            kind: ProviderDefaults
            metadata: {name: second}
            spec:
              useCases: {chat: {provider: openai, model: gpt-5}}
              target: {name: app}
            """)
        .inNamespace(namespace.name())
        .create();
    Resource<ProviderDefaults> second =
        client.resources(ProviderDefaults.class).inNamespace(namespace.name()).withName("second");
    awaitReady(second, "TargetNotOwned");

    scene.delete("first");

    awaitReady(second, "Synced");
    assertThat(scene.data("app")).containsEntry("CHAT_PROVIDER", "openai");
  }

  private static void awaitReady(Resource<ProviderDefaults> resource, String reason) {
    await("ProviderDefaults to be " + reason)
        .atMost(ProjectionScene.PATIENCE)
        .until(
            () ->
                Stream.ofNullable(resource.get().getStatus())
                    .flatMap(status -> status.conditions().stream())
                    .anyMatch(
                        condition ->
                            condition.getType().equals("Ready")
                                && condition.getReason().equals(reason)));
  }

  @Test
  void secondClaimOfAMergeTargetIsRefusedToo() {
    scene.put("OTHER", "two");
    scene.createSecret("shared", Map.of("THEIRS", "mine"));
    scene.applyAndSync(scene.orientSecret("first").key("TOKEN").target("shared").merge());

    scene.apply(scene.orientSecret("second").key("OTHER").target("shared").merge());

    scene.awaitReason("second", "TargetNotOwned");
    assertThat(scene.data("shared")).isEqualTo(Map.of("THEIRS", "mine", "TOKEN", "one"));

    scene.delete("first");

    scene.awaitReason("second", "Synced");
    scene.awaitData("shared", Map.of("THEIRS", "mine", "OTHER", "two"));
  }
}
