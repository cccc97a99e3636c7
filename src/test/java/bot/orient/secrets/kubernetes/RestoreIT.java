package bot.orient.secrets.kubernetes;

import static bot.orient.secrets.testing.RestartSpecBuilder.restart;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.api.FailurePolicy;
import bot.orient.secrets.api.KeyStatus;
import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.sync.FailedRollout;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.ProjectedSecret;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FailureReport;
import bot.orient.secrets.testing.FakeKubelet;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.OrientSecretBuilder;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.StoreWriter;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that stay at an earlier version: OPENAI_API_KEY has versions 1 and 2, the newest is bad. */
@ExtendWith(ControlPlaneExtension.class)
class RestoreIT {

  private static final String KEY = "OPENAI_API_KEY";
  private static final String OTHER = "GITHUB_TOKEN";
  private static final String PIN = "{\"OPENAI_API_KEY\":{\"use\":1,\"instead\":2}}";

  private static StoreWriter store;
  private static InProcessOperator operator;
  private static FakeKubelet kubelet;

  private KubernetesClient client;
  private RestartScene scene;

  @RegisterExtension private final FailureReport report = new FailureReport(() -> scene.story());

  @BeforeAll
  static void startOperator(ControlPlane controlPlane, KubernetesClient client) {
    TestDatabase database = PostgresServer.shared().createDatabase();
    store = StoreWriter.open(database);
    operator =
        InProcessOperator.start(
            controlPlane, database, Map.of(KEY, "of the environment"), Map.of(), Set.of());
    kubelet = FakeKubelet.start(client);
  }

  @AfterAll
  static void stopOperator() {
    kubelet.close();
    operator.close();
    store.close();
  }

  @BeforeEach
  void projectTwoVersions(
      ControlPlane controlPlane, KubernetesClient anyClient, TestNamespace namespace) {
    client = anyClient;
    scene = new RestartScene(controlPlane, client, store, namespace);
    scene.put(KEY, "good");
    scene.put(OTHER, "other");
    scene.sync(app());
    scene.rotate("app", KEY, "bad");
    awaitRow(2);
  }

  private OrientSecretBuilder app() {
    return scene
        .orientSecret("app")
        .key(KEY)
        .key(OTHER)
        .restart(restart().onFailure(FailurePolicy.RESTORE_PREVIOUS_VERSION));
  }

  private void annotate(String value) {
    scene.kubectl("annotate", "--overwrite", "osec", "app", Markers.PINNED + "=" + value);
  }

  private void clear() {
    scene.kubectl("annotate", "osec", "app", Markers.PINNED + "-");
  }

  private Optional<String> annotation() {
    return Optional.ofNullable(scene.resource("app").getMetadata().getAnnotations())
        .map(annotations -> annotations.get(Markers.PINNED));
  }

  private Optional<Condition> condition(String type) {
    return ProjectionScene.condition(scene.resource("app"), type);
  }

  private Condition awaitCondition(String type, String reason) {
    return await(type + " for the reason " + reason)
        .atMost(RestartScene.PATIENCE)
        .until(
            () -> condition(type), now -> now.filter(c -> reason.equals(c.getReason())).isPresent())
        .orElseThrow();
  }

  private void awaitNoPin() {
    await("no condition Pinned")
        .atMost(RestartScene.PATIENCE)
        .until(() -> condition("Pinned").isEmpty());
  }

  private KeyStatus row() {
    return scene.resource("app").getStatus().keys().stream()
        .filter(row -> row.key().equals(KEY))
        .findFirst()
        .orElseThrow();
  }

  private void awaitRow(long version) {
    await("version " + version + " in the status")
        .atMost(RestartScene.PATIENCE)
        .until(() -> Long.valueOf(version).equals(row().version()));
  }

  private List<String> events(String reason) {
    return client.v1().events().inNamespace(scene.namespace()).list().getItems().stream()
        .filter(event -> "OrientSecret".equals(event.getInvolvedObject().getKind()))
        .filter(event -> reason.equals(event.getReason()))
        .map(Event::getMessage)
        .toList();
  }

  private ProjectedSecret projected() {
    return scene.find("app").flatMap(ProjectedSecret::of).orElseThrow();
  }

  private KeyRestorer restorer(FailedRollout... failed) {
    return new KeyRestorer(
        operator.store(), (namespace, secret) -> List.of(failed), new PinWriter(client));
  }

  /** A rollout that carried the values that the Secret has now. */
  private FailedRollout failedNow() {
    String fingerprint = projected().keys().byDataKey().get(KEY).fingerprint();
    String address = "app/" + KEY;
    return new FailedRollout(
        "Deployment chat", Set.of(address), Map.of(address, fingerprint), false);
  }

  private KeyRestorer.Restored restore(FailedRollout... failed) {
    return restorer(failed).restore(scene.resource("app"), Optional.of(projected()));
  }

  @Test
  void failedRolloutPutsTheKeyBackUntilAPersonClearsThePin() {
    restore(failedNow());

    scene.awaitValue("app", KEY, "good");
    assertThat(annotation())
        .contains("{\"OPENAI_API_KEY\":{\"use\":1,\"instead\":2,\"failed\":\"Deployment chat\"}}");
    Condition pinned = awaitCondition("Pinned", "RolloutFailed");
    assertThat(pinned.getStatus()).isEqualTo("True");
    assertThat(pinned.getMessage())
        .isEqualTo(
            "OPENAI_API_KEY stays at version 1, because version 2 made Deployment chat fail; write a"
                + " good version, then: kubectl annotate osec app secrets.orient.bot/pinned-");
    assertThat(row().version()).isEqualTo(1);
    assertThat(row().message()).startsWith("stays at version 1, because");
    assertThat(scene.value("app", OTHER)).contains("other");
    assertThat(scene.awaitReady("app")).isNotNull();
    await("event")
        .atMost(RestartScene.PATIENCE)
        .untilAsserted(
            () -> assertThat(events("VersionRestored")).containsExactly(pinned.getMessage()));
    assertThat(events("KeyProblem")).isEmpty();

    clear();

    scene.awaitValue("app", KEY, "bad");
    awaitNoPin();
    await("event")
        .atMost(RestartScene.PATIENCE)
        .untilAsserted(() -> assertThat(events("PinCleared")).hasSize(1));
    assertThat(row().message()).isNull();
  }

  @Test
  void newVersionIsNotProjectedWhileItsKeyIsPinned() {
    restore(failedNow());
    scene.awaitValue("app", KEY, "good");

    scene.put(KEY, "better");
    scene.rotate("app", OTHER, "rotated");
    scene.settle();
    assertThat(scene.value("app", KEY)).contains("good");
    assertThat(row().version()).isEqualTo(1);

    clear();
    scene.awaitValue("app", KEY, "better");
    awaitRow(3);
  }

  @Test
  void keyThatIsPinnedIsNotPutBackFurther() {
    restore(failedNow());
    scene.awaitValue("app", KEY, "good");
    awaitCondition("Pinned", "RolloutFailed");
    String version = scene.resource("app").getMetadata().getResourceVersion();

    KeyRestorer.Restored again = restore(failedNow());

    assertThat(again.restoration().impossible())
        .containsEntry(KEY, "was put back to version 1 already, which fails too");
    assertThat(scene.resource("app").getMetadata().getResourceVersion()).isEqualTo(version);
  }

  @Test
  void valueThatWasMarkedCompromisedIsNotGoneBackTo() {
    scene.rotate("app", KEY, "leaked");
    awaitRow(3);
    store.markCompromised(scene.namespace(), KEY);
    scene.rotate("app", KEY, "broken");
    awaitRow(4);

    KeyRestorer.Restored restored = restore(failedNow());

    assertThat(restored.restoration().impossible())
        .containsOnly(
            entry(
                KEY,
                "has no value to go back to: the one before, version 3, was marked compromised;"
                    + " write a new value that works"));
    assertThat(annotation()).isEmpty();
    scene.settle();
    assertThat(scene.value("app", KEY)).contains("broken");
  }

  @Test
  void keyThatFailsAgainAfterItsPinWasClearedIsPutBackAgain() {
    restore(failedNow());
    scene.awaitValue("app", KEY, "good");
    clear();
    scene.awaitValue("app", KEY, "bad");

    restore(failedNow());

    scene.awaitValue("app", KEY, "good");
  }

  @Test
  void decisionAboutAnOlderStateIsRefused() {
    OrientSecret stale = scene.resource("app");
    FailedRollout failed = failedNow();
    ProjectedSecret secret = projected();
    scene.kubectl("annotate", "osec", "app", "example.test/note=changed");

    assertThatThrownBy(() -> restorer(failed).restore(stale, Optional.of(secret)))
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            refused -> assertThat(refused.getCode()).isEqualTo(409));
    assertThat(annotation()).isEmpty();
  }

  @Test
  void dependentsAreRestartedBackAndForth() {
    scene.nextSecond();
    scene.start(
        scene.deployment("chat").env("app", KEY), scene.deployment("code").env("app", OTHER));
    scene.nextSecond();

    restore(failedNow());
    scene.awaitRollouts("chat", 2);
    assertThat(projected().rules().urgent()).containsExactly(KEY);
    scene.nextSecond();

    clear();
    scene.awaitRollouts("chat", 3);
    scene.settle();
    assertThat(scene.rollouts("chat", "code")).isEqualTo(Map.of("chat", 3, "code", 1));
    assertThat(projected().rules().urgent()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"kubectl", "argocd-controller", "kustomize-controller"})
  void thoseWhoApplyTheManifestLeaveThePinAlone(String applier) {
    apply(applier);
    restore(failedNow());
    scene.awaitValue("app", KEY, "good");
    awaitCondition("Pinned", "RolloutFailed");
    scene.settle();
    Optional<String> pin = annotation();
    String version = scene.resource("app").getMetadata().getResourceVersion();

    for (int i = 0; i < 3; i++) {
      apply(applier);
    }
    scene.settle();

    assertThat(annotation()).isEqualTo(pin).isPresent();
    assertThat(scene.value("app", KEY)).contains("good");
    assertThat(scene.resource("app").getMetadata().getResourceVersion()).isEqualTo(version);
    assertThat(scene.kubectlExit(manifest(), "diff", "--filename=-")).isZero();
  }

  private void apply(String applier) {
    List<String> how =
        applier.equals("kubectl")
            ? List.of("apply", "--filename=-")
            : List.of(
                "apply",
                "--server-side",
                "--force-conflicts",
                "--field-manager=" + applier,
                "--filename=-");
    scene.kubectlWithInput(manifest(), how.toArray(String[]::new));
  }

  private String manifest() {
    return Serialization.asYaml(app().build());
  }

  @Test
  void weOwnThePinOfAnOrientSecretAndNothingElse() {
    restore(failedNow());

    assertThat(
            scene.resource("app").getMetadata().getManagedFields().stream()
                .filter(entry -> Markers.FIELD_MANAGER.equals(entry.getManager()))
                .filter(entry -> entry.getSubresource() == null)
                .map(entry -> Serialization.asJson(entry.getFieldsV1())))
        .containsExactly(
            "{\"f:metadata\":{\"f:annotations\":{\"f:secrets.orient.bot/pinned\":{}}}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "{\"OPENAI_API_KEY\":1}", "{\"OPENAI_API_KEY\":{\"use\":1}}"})
  void malformedPinIsToldAndChangesNothing(String pin) {
    annotate(PIN);
    scene.awaitValue("app", KEY, "good");
    awaitCondition("Pinned", "RolloutFailed");

    annotate(pin);
    Condition ready = awaitCondition("Ready", "InvalidSpec");
    assertThat(ready.getMessage())
        .startsWith("metadata.annotations[secrets.orient.bot/pinned]: must be like");
    assertThat(condition("Stalled")).isPresent();
    assertThat(condition("Pinned")).isPresent();
    assertThat(scene.value("app", KEY)).contains("good");

    annotate(PIN);
    awaitCondition("Ready", "Synced");
    assertThat(scene.value("app", KEY)).contains("good");

    clear();
    scene.awaitValue("app", KEY, "bad");
    awaitNoPin();
  }

  @Test
  void pinOfAKeyThatTheSpecDoesNotHaveDoesNothing() {
    annotate("{\"SLACK_BOT_TOKEN\":{\"use\":1,\"instead\":2}}");
    scene.rotate("app", OTHER, "rotated");

    assertThat(condition("Pinned")).isEmpty();
    assertThat(condition("Ready").orElseThrow().getStatus()).isEqualTo("True");
    assertThat(scene.value("app", KEY)).contains("bad");
  }

  @Test
  void pinnedVersionThatIsNotInTheStoreKeepsTheLastValue() {
    annotate("{\"OPENAI_API_KEY\":{\"use\":7,\"instead\":2}}");

    assertThat(awaitCondition("Ready", "VersionNotFound").getMessage())
        .isEqualTo(
            "OPENAI_API_KEY is held at version 7, but version 7 does not exist, the newest is 2:"
                + " remove its pin; the value projected last is kept");
    assertThat(condition("Pinned")).isPresent();
    assertThat(scene.value("app", KEY)).contains("bad");
  }

  @Test
  void pinnedKeyThatIsDeletedKeepsItsValueInsteadOfFallingBack() {
    annotate(PIN);
    scene.awaitValue("app", KEY, "good");

    operator.store().delete(scene.namespace(), KEY, InProcessOperator.ALICE);

    assertThat(awaitCondition("Ready", "ValueUnreadable").getMessage())
        .contains("the key is not in the store: write it again, and remove its pin");
    assertThat(scene.value("app", KEY)).contains("good");
    clear();
    scene.awaitValue("app", KEY, "of the environment");
  }

  @Test
  void backupThatIsRestoredStaysPinned() {
    restore(failedNow());
    scene.awaitValue("app", KEY, "good");
    String pin = annotation().orElseThrow();

    scene.delete(scene.resource("app"));
    await("no OrientSecret")
        .atMost(RestartScene.PATIENCE)
        .until(() -> scene.resource("app") == null);
    scene.deleteSecret("app");
    client.resource(app().metadataAnnotation(Markers.PINNED, pin).build()).create();

    scene.awaitValue("app", KEY, "good");
    awaitCondition("Pinned", "RolloutFailed");
  }
}
