package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FailureReport;
import bot.orient.secrets.testing.FakeKubelet;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.PodFate;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.StoreWriter;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the operator makes of workloads that it sees for the first time, or again. */
@ExtendWith(ControlPlaneExtension.class)
class BaselineIT {

  private static final String KEY = "OPENAI_API_KEY";
  private static final String OTHER = "GITHUB_TOKEN";

  private ControlPlane controlPlane;
  private TestDatabase database;
  private StoreWriter store;
  private FakeKubelet kubelet;
  private InProcessOperator operator;
  private RestartScene scene;

  @RegisterExtension private final FailureReport report = new FailureReport(() -> scene.story());

  @BeforeEach
  void writeValues(ControlPlane running, KubernetesClient client, TestNamespace namespace) {
    controlPlane = running;
    database = PostgresServer.shared().createDatabase();
    store = StoreWriter.open(database);
    kubelet = FakeKubelet.start(client, namespace.name());
    scene = new RestartScene(controlPlane, client, store, namespace);
    scene.put(KEY, "one");
    scene.put(OTHER, "one");
  }

  @AfterEach
  void stopEverything() {
    stopOperator();
    kubelet.close();
    store.close();
  }

  private void startOperator() {
    operator = InProcessOperator.start(controlPlane, database);
  }

  private void stopOperator() {
    if (operator != null) {
      operator.close();
      operator = null;
    }
  }

  private void projectBothKeys() {
    scene.sync(scene.orientSecret("app").key(KEY).key(OTHER));
  }

  @Test
  void workloadsThatWaitedForTheirSecretDoNotRestartWhenItComes() {
    startOperator();
    kubelet.decide(pod -> PodFate.PENDING);
    scene.apply(
        scene.deployment("env").env("app", KEY),
        scene.deployment("env-from").envFrom("app"),
        scene.deployment("files").volume("app"),
        scene.deployment("projected").projected("app", KEY));
    List.of("env", "env-from", "files", "projected").forEach(this::awaitFirstPod);
    scene.nextSecond();

    projectBothKeys();
    kubelet.heal();
    scene.awaitCurrent("env", "app", KEY);
    scene.awaitCurrent("env-from", "app", OTHER);
    scene.awaitCurrent("files", "app", KEY);
    scene.awaitCurrent("projected", "app", KEY);
    scene.settle();

    assertThat(scene.rollouts("env", "env-from", "files", "projected"))
        .isEqualTo(Map.of("env", 1, "env-from", 1, "files", 1, "projected", 1));
  }

  private void awaitFirstPod(String deployment) {
    await("first pod of Deployment " + deployment)
        .atMost(RestartScene.PATIENCE)
        .until(() -> Objects.equals(scene.read(deployment).getStatus().getReplicas(), 1));
  }

  /** Its pods have the value of the Secret that is gone, and nothing recorded tells of it. */
  @Test
  void workloadThatStartedWithASecretMadeByHandRestartsOnceWhenOursReplacesIt() {
    scene.apply(
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(scene.namespace())
            .withName("app")
            .endMetadata()
            .addToStringData(KEY, "by-hand")
            .build());
    scene.apply(scene.deployment("chat").env("app", KEY));
    scene.awaitRolledOut("chat");
    startOperator();
    scene.deleteSecret("app");
    scene.nextSecond();

    projectBothKeys();
    scene.awaitRollouts("chat", 2);
    scene.settle();

    assertThat(scene.rollouts("chat")).isEqualTo(2);
  }

  /** Its pods run without the value, so only a restart brings it to them. */
  @Test
  void workloadThatStartedWithoutAnOptionalKeyRestartsOnceWhenItComes() {
    startOperator();
    scene.start(scene.deployment("chat").optionalEnv("app", KEY));

    projectBothKeys();
    scene.awaitRollouts("chat", 2);
    scene.settle();

    assertThat(scene.rollouts("chat")).isEqualTo(2);
  }

  @Test
  void firstSightOfRunningWorkloadsRestartsNothing() {
    startOperator();
    projectBothKeys();
    scene.rotate("app", KEY, "two");
    stopOperator();
    scene.nextSecond();
    scene.apply(
        scene.deployment("chat").env("app", KEY),
        scene.deployment("files").volume("app"),
        scene.deployment("optional").optionalEnv("app", OTHER).replicas(3));
    scene.awaitRolledOut("chat");
    scene.awaitRolledOut("files");
    scene.awaitRolledOut("optional");

    startOperator();
    scene.awaitCurrent("chat", "app", KEY);
    scene.awaitCurrent("files", "app", KEY);
    scene.awaitCurrent("optional", "app", OTHER);
    scene.settle();

    assertThat(scene.rollouts("chat", "files", "optional"))
        .isEqualTo(Map.of("chat", 1, "files", 1, "optional", 1));
  }

  @Test
  void secretThatIsTakenOverWithTheSameValueRestartsNothing() {
    scene.apply(
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(scene.namespace())
            .withName("app")
            .endMetadata()
            .addToStringData(KEY, "one")
            .build());
    scene.nextSecond();
    scene.apply(
        scene.deployment("chat").env("app", KEY),
        scene.deployment("optional").optionalEnv("app", KEY));
    scene.awaitRolledOut("chat");
    scene.awaitRolledOut("optional");
    startOperator();

    scene.sync(scene.orientSecret("app").key(KEY).merge());
    scene.awaitCurrent("chat", "app", KEY);
    scene.awaitCurrent("optional", "app", KEY);
    scene.settle();
    assertThat(scene.rollouts("chat", "optional")).isEqualTo(Map.of("chat", 1, "optional", 1));

    scene.rotate("app", KEY, "two");
    scene.awaitRollouts("chat", 2);
    scene.awaitRollouts("optional", 2);
  }

  @Test
  void keyOfSomebodyElseWithAnotherValueIsNotTakenOverAndRestartsNothing() {
    scene.apply(
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(scene.namespace())
            .withName("app")
            .endMetadata()
            .addToStringData(KEY, "by-hand")
            .build());
    scene.apply(scene.deployment("chat").env("app", KEY));
    scene.awaitRolledOut("chat");
    startOperator();

    scene.apply(scene.orientSecret("app").key(KEY).merge().build());
    await()
        .atMost(RestartScene.PATIENCE)
        .until(
            () ->
                scene.resource("app").getStatus() != null
                    && scene.resource("app").getStatus().conditions().stream()
                        .anyMatch(condition -> "TargetNotOwned".equals(condition.getReason())));
    scene.settle();

    assertThat(scene.value("app", KEY)).contains("by-hand");
    assertThat(scene.rollouts("chat")).isEqualTo(1);
  }

  @Test
  void restartOfTheOperatorRestartsNothing() {
    startOperator();
    projectBothKeys();
    scene.start(
        scene.deployment("rotated").env("app", KEY),
        scene.deployment("untouched").env("app", OTHER),
        scene.deployment("opted-out").env("app", KEY).annotation(Markers.RESTART, "false"));
    scene.rotate("app", KEY, "two");
    scene.awaitRollouts("rotated", 2);

    stopOperator();
    startOperator();
    scene.settle();
    stopOperator();
    startOperator();
    scene.settle();

    assertThat(scene.rollouts("rotated", "untouched", "opted-out"))
        .isEqualTo(Map.of("rotated", 2, "untouched", 1, "opted-out", 1));
  }

  @Test
  void whatTheOperatorMissedIsOneRolloutForEachThatNeedsIt() {
    startOperator();
    projectBothKeys();
    scene.start(
        scene.deployment("known").env("app", KEY), scene.deployment("other").env("app", OTHER));
    stopOperator();

    scene.apply(
        scene.deployment("new").env("app", KEY), scene.deployment("new-other").env("app", OTHER));
    scene.awaitRolledOut("new");
    scene.put(KEY, "two");
    scene.put(KEY, "three");
    startOperator();
    scene.awaitValue("app", KEY, "three");
    scene.awaitRollouts("known", 2);
    scene.awaitRollouts("new", 2);
    scene.settle();

    assertThat(scene.rollouts("known", "new", "other", "new-other"))
        .isEqualTo(Map.of("known", 2, "new", 2, "other", 1, "new-other", 1));
  }

  /** The annotation told when the value changed, which is after the pods had started. */
  @Test
  void annotationRemovedFromASecretLosesNoRestartThatIsPending() {
    startOperator();
    projectBothKeys();
    scene.nextSecond();
    scene.start(
        scene.deployment("pending").env("app", KEY), scene.deployment("current").env("app", OTHER));
    scene.kubectl("annotate", "deployment/pending", Markers.RESTART + "=false");
    scene.rotate("app", KEY, "two");
    scene.nextSecond();

    scene.kubectl("annotate", "secret/app", Markers.KEYS + "-");
    await("the annotation to be back")
        .atMost(RestartScene.PATIENCE)
        .until(
            () ->
                scene
                    .find("app")
                    .orElseThrow()
                    .getMetadata()
                    .getAnnotations()
                    .containsKey(Markers.KEYS));
    scene.settle();
    assertThat(scene.rollouts("pending")).isEqualTo(1);
    scene.kubectl("annotate", "deployment/pending", Markers.RESTART + "-");

    scene.awaitRollouts("pending", 2);
    scene.settle();
    assertThat(scene.rollouts("pending", "current")).isEqualTo(Map.of("pending", 2, "current", 1));
  }

  @Test
  void baselineRemovedByHandIsRecordedAnewWithoutARestart() {
    startOperator();
    projectBothKeys();
    scene.start(scene.deployment("chat").env("app", KEY));
    scene.rotate("app", KEY, "two");
    scene.awaitRollouts("chat", 2);
    scene.nextSecond();
    // Its pods are now younger than the value; those of the rollout began in the same second.
    scene.kubectl("rollout", "restart", "deployment/chat");
    scene.awaitRollouts("chat", 3);

    scene.kubectl("annotate", "deployment/chat", Markers.BASELINE + "-");
    scene.awaitCurrent("chat", "app", KEY);
    scene.settle();

    assertThat(scene.rollouts("chat")).isEqualTo(3);
  }
}
