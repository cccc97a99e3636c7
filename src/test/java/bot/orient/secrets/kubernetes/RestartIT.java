package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.api.KeySpec;
import bot.orient.secrets.api.RestartPolicy;
import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FailureReport;
import bot.orient.secrets.testing.FakeKubelet;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.OrientSecretBuilder;
import bot.orient.secrets.testing.PodFate;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.StoreWriter;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What restarts a Deployment, seen by the ReplicaSets of the real deployment controller. */
@ExtendWith(ControlPlaneExtension.class)
class RestartIT {

  private static final String KEY = "OPENAI_API_KEY";
  private static final String OTHER = "GITHUB_TOKEN";

  private static StoreWriter store;
  private static InProcessOperator operator;
  private static FakeKubelet kubelet;

  private RestartScene scene;

  @RegisterExtension private final FailureReport report = new FailureReport(() -> scene.story());

  @BeforeAll
  static void startOperator(ControlPlane controlPlane, KubernetesClient client) {
    TestDatabase database = PostgresServer.shared().createDatabase();
    store = StoreWriter.open(database);
    operator = InProcessOperator.start(controlPlane, database);
    kubelet = FakeKubelet.start(client);
  }

  @AfterAll
  static void stopOperator() {
    kubelet.close();
    operator.close();
    store.close();
  }

  @BeforeEach
  void projectTwoKeys(ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {
    kubelet.heal();
    scene = new RestartScene(controlPlane, client, store, namespace);
    scene.put(KEY, "one");
    scene.put(OTHER, "one");
    scene.sync(scene.orientSecret("app").key(KEY).key(OTHER));
  }

  @Test
  void everyUseOfTheKeyRestartsAndNothingElse() {
    scene.apply(
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(scene.namespace())
            .withName("stranger")
            .endMetadata()
            .addToStringData(KEY, "by-hand")
            .build());
    scene.nextSecond();
    scene.start(
        scene.deployment("env").env("app", KEY),
        scene.deployment("optional-env").optionalEnv("app", KEY),
        scene.deployment("init-env").initEnv("app", KEY),
        scene.deployment("env-from").envFrom("app"),
        scene.deployment("volume").volume("app"),
        scene.deployment("volume-item").volume("app", KEY),
        scene.deployment("sub-path").subPath("app", KEY),
        scene.deployment("sub-path-of-all").subPathOfAll("app", KEY),
        scene.deployment("projected").projected("app"),
        scene.deployment("projected-item").projected("app", KEY),
        scene.deployment("both-keys").env("app", OTHER).volume("app", KEY),
        scene.deployment("three-pods").env("app", KEY).replicas(3),
        scene.deployment("other-env").env("app", OTHER),
        scene.deployment("other-volume-item").volume("app", OTHER),
        scene.deployment("other-projected-item").projected("app", OTHER),
        scene.deployment("other-sub-path-of-all").subPathOfAll("app", OTHER),
        scene.deployment("unmounted").unmountedVolume("app", KEY),
        scene.deployment("stranger").env("stranger", KEY),
        scene.deployment("no-secret"));

    scene.rotate("app", KEY, "two");
    scene.settle();

    assertThat(
            scene.rollouts(
                "env",
                "optional-env",
                "init-env",
                "env-from",
                "volume",
                "volume-item",
                "sub-path",
                "sub-path-of-all",
                "projected",
                "projected-item",
                "both-keys",
                "three-pods"))
        .allSatisfy((name, rollouts) -> assertThat(rollouts).as(name).isEqualTo(2));
    assertThat(
            scene.rollouts(
                "other-env",
                "other-volume-item",
                "other-projected-item",
                "other-sub-path-of-all",
                "unmounted",
                "stranger",
                "no-secret"))
        .allSatisfy((name, rollouts) -> assertThat(rollouts).as(name).isEqualTo(1));
  }

  @Test
  void revisionOfAReplicaSetThatSomebodyEditedStopsNoRestart() {
    scene.start(scene.deployment("chat").env("app", KEY));
    scene.kubectl(
        "annotate",
        "--overwrite",
        "replicaset/" + scene.replicaSets("chat").get(0).getMetadata().getName(),
        "deployment.kubernetes.io/revision=first");

    scene.rotate("app", KEY, "two");

    scene.awaitRollouts("chat", 2);
  }

  /** Which of several is the newest one then has to be found out by their templates. */
  @Test
  void revisionOfTheNewestReplicaSetThatSomebodyEditedStopsNoRestart() {
    scene.start(scene.deployment("chat").env("app", KEY));
    String first = newestReplicaSet(List.of());
    scene.rotate("app", KEY, "two");
    scene.awaitRollouts("chat", 2);
    scene.kubectl(
        "annotate",
        "--overwrite",
        "replicaset/" + newestReplicaSet(List.of(first)),
        "deployment.kubernetes.io/revision=ten");

    scene.rotate("app", KEY, "three");

    scene.awaitRollouts("chat", 3);
  }

  private String newestReplicaSet(List<String> before) {
    return scene.replicaSets("chat").stream()
        .map(replicas -> replicas.getMetadata().getName())
        .filter(name -> !before.contains(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void keyThatNeverRestartsRestartsNothing() {
    scene.sync(scene.orientSecret("app").key(KEY, RestartRule.NEVER).key(OTHER));
    scene.start(
        scene.deployment("env").env("app", KEY), scene.deployment("env-from").envFrom("app"));

    scene.rotate("app", KEY, "two");
    scene.settle();

    assertThat(scene.rollouts("env", "env-from")).isEqualTo(Map.of("env", 1, "env-from", 1));
  }

  @Test
  void keyThatRestartsIfEnvironmentSparesRefreshedFiles() {
    scene.sync(scene.orientSecret("app").key(KEY, RestartRule.IF_ENVIRONMENT).key(OTHER));
    scene.start(
        scene.deployment("file").volume("app", KEY),
        scene.deployment("projected-file").projected("app"),
        scene.deployment("sub-path").subPath("app", KEY),
        scene.deployment("env").env("app", KEY),
        scene.deployment("env-from").envFrom("app"),
        scene.deployment("file-and-env").volume("app").env("app", KEY));

    scene.rotate("app", KEY, "two");
    scene.settle();

    assertThat(
            scene.rollouts("file", "projected-file", "sub-path", "env", "env-from", "file-and-env"))
        .isEqualTo(
            Map.of(
                "file", 1,
                "projected-file", 1,
                "sub-path", 2,
                "env", 2,
                "env-from", 2,
                "file-and-env", 2));
  }

  @Test
  void policyNeverRestartsNothing() {
    scene.sync(scene.orientSecret("app").key(KEY).key(OTHER).restart(RestartPolicy.NEVER));
    scene.start(scene.deployment("chat").env("app", KEY));

    scene.rotate("app", KEY, "two");
    scene.settle();

    assertThat(scene.rollouts("chat")).isEqualTo(1);
  }

  @Test
  void workloadThatOptedOutRestartsOnceItOptsBackIn() {
    scene.start(scene.deployment("chat").env("app", KEY).annotation(Markers.RESTART, "false"));

    scene.rotate("app", KEY, "two");
    scene.rotate("app", KEY, "three");
    scene.settle();
    assertThat(scene.rollouts("chat")).isEqualTo(1);

    scene.apply(scene.deployment("chat").env("app", KEY));
    scene.awaitRollouts("chat", 2);
    scene.settle();
    assertThat(scene.rollouts("chat")).isEqualTo(2);
  }

  @Test
  void workloadThatOptsOutAndInAgainWithoutAnyChangeDoesNotRestart() {
    scene.start(scene.deployment("chat").env("app", KEY));
    scene.rotate("app", KEY, "two");
    scene.awaitRollouts("chat", 2);

    scene.start(scene.deployment("chat").env("app", KEY).annotation(Markers.RESTART, "false"));
    scene.start(scene.deployment("chat").env("app", KEY));

    assertThat(scene.rollouts("chat")).isEqualTo(2);
  }

  @Test
  void changesOfTwoSecretsThatAWorkloadMissedAreOneRollout() {
    scene.put("SLACK_BOT_TOKEN", "one");
    scene.sync(scene.orientSecret("slack").key("SLACK_BOT_TOKEN"));
    scene.start(
        scene
            .deployment("chat")
            .env("app", KEY)
            .env("slack", "SLACK_BOT_TOKEN")
            .annotation(Markers.RESTART, "false"));
    scene.rotate("app", KEY, "two");
    scene.rotate("slack", "SLACK_BOT_TOKEN", "two");
    scene.settle();

    scene.apply(scene.deployment("chat").env("app", KEY).env("slack", "SLACK_BOT_TOKEN"));
    scene.awaitRollouts("chat", 2);
    scene.settle();

    assertThat(scene.rollouts("chat")).isEqualTo(2);
    scene.awaitCurrent("chat", "app", KEY);
    scene.awaitCurrent("chat", "slack", "SLACK_BOT_TOKEN");
  }

  @Test
  void eachOfTwoSecretsRestartsTheWorkloadThatUsesBoth() {
    scene.put("SLACK_BOT_TOKEN", "one");
    scene.sync(scene.orientSecret("slack").key("SLACK_BOT_TOKEN"));
    scene.start(scene.deployment("chat").env("app", KEY).envFrom("slack"));

    scene.rotate("app", KEY, "two");
    scene.awaitRollouts("chat", 2);
    scene.rotate("slack", "SLACK_BOT_TOKEN", "two");
    scene.awaitRollouts("chat", 3);
    scene.settle();

    assertThat(scene.rollouts("chat")).isEqualTo(3);
  }

  @Test
  void returnToAnEarlierValueRestartsToo() {
    scene.start(scene.deployment("chat").env("app", KEY));

    scene.rotate("app", KEY, "two");
    scene.awaitRollouts("chat", 2);
    scene.rotate("app", KEY, "one");
    scene.awaitRollouts("chat", 3);
    scene.rotate("app", KEY, "two");
    scene.awaitRollouts("chat", 4);
    scene.settle();

    assertThat(scene.rollouts("chat")).isEqualTo(4);
  }

  @Test
  void sameValueWrittenAgainRestartsNothing() {
    scene.start(scene.deployment("chat").env("app", KEY));

    scene.put(KEY, "one");
    scene.settle();

    assertThat(scene.rollouts("chat")).isEqualTo(1);
  }

  @Test
  void specEditsThatChangeNoValueRestartNothing() {
    scene.start(scene.deployment("chat").env("app", KEY), scene.deployment("files").volume("app"));

    scene.sync(scene.orientSecret("app").key(KEY).key(OTHER).metadataLabel("team", "a"));
    scene.sync(labelled().key(KEY).key(OTHER));
    scene.sync(
        labelled()
            .key(
                new KeySpec(
                    KEY,
                    KEY,
                    "of the chat",
                    false,
                    RestartRule.ALWAYS,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null))
            .key(OTHER));
    scene.sync(labelled().key(OTHER).key(KEY));
    scene.sync(labelled().key(OTHER).key(KEY).category("ai-providers"));
    scene.sync(labelled().key(OTHER).key(KEY).immutable());
    scene.sync(labelled().key(OTHER).key(KEY));
    scene.sync(labelled().key(OTHER).key(KEY).restart(RestartPolicy.AUTO));
    scene.settle();

    assertThat(scene.rollouts("chat", "files")).isEqualTo(Map.of("chat", 1, "files", 1));
  }

  private OrientSecretBuilder labelled() {
    return scene.orientSecret("app").label("team", "a").annotation("team", "a");
  }

  @Test
  void ruleEditsRestartNothingWhenNoValueChanges() {
    scene.start(
        scene.deployment("chat").env("app", KEY), scene.deployment("files").volume("app", KEY));

    for (RestartRule rule : RestartRule.values()) {
      scene.sync(scene.orientSecret("app").key(KEY, rule).key(OTHER));
    }
    scene.sync(scene.orientSecret("app").key(KEY).key(OTHER));
    scene.settle();

    assertThat(scene.rollouts("chat", "files")).isEqualTo(Map.of("chat", 1, "files", 1));
  }

  @Test
  void immutableSecretIsReplacedAndRestartsItsUsersOnce() {
    scene.sync(scene.orientSecret("app").key(KEY).key(OTHER).immutable());
    scene.start(
        scene.deployment("chat").env("app", KEY), scene.deployment("code").env("app", OTHER));

    scene.rotate("app", KEY, "two");
    scene.awaitRollouts("chat", 2);
    scene.settle();

    assertThat(scene.rollouts("chat", "code")).isEqualTo(Map.of("chat", 2, "code", 1));
  }

  @Test
  void rolloutRestartByTheUserDoesForOneOfOurs() {
    scene.start(scene.deployment("chat").env("app", KEY).annotation(Markers.RESTART, "false"));
    scene.rotate("app", KEY, "two");
    scene.nextSecond();
    scene.kubectl("rollout", "restart", "deployment/chat");
    scene.awaitRollouts("chat", 2);

    scene.kubectl("annotate", "deployment/chat", Markers.RESTART + "-");
    scene.awaitCurrent("chat", "app", KEY);
    scene.settle();

    assertThat(scene.rollouts("chat")).isEqualTo(2);
  }

  @Test
  void rolloutRestartByTheUserWhileOursIsUnderWayIsNotDoubled() {
    scene.start(scene.deployment("chat").env("app", KEY).replicas(3));
    kubelet.decide(pod -> PodFate.PENDING);
    scene.rotate("app", KEY, "two");
    await().atMost(RestartScene.PATIENCE).until(() -> scene.rollouts("chat") == 2);
    String hash = scene.restartHash("chat").orElseThrow();

    scene.kubectl("rollout", "restart", "deployment/chat");
    await().atMost(RestartScene.PATIENCE).until(() -> scene.rollouts("chat") == 3);
    kubelet.heal();
    scene.awaitRollouts("chat", 3);
    scene.settle();

    assertThat(scene.rollouts("chat")).isEqualTo(3);
    assertThat(scene.restartHash("chat")).contains(hash);
  }

  @Test
  void templateEditThatAddsAKeyIsOneRollout() {
    scene.start(scene.deployment("chat").env("app", KEY));
    scene.rotate("app", OTHER, "two");
    scene.nextSecond();

    scene.apply(scene.deployment("chat").env("app", KEY).env("app", OTHER));
    scene.awaitRollouts("chat", 2);
    scene.awaitCurrent("chat", "app", OTHER);
    scene.settle();

    assertThat(scene.rollouts("chat")).isEqualTo(2);
  }

  @Test
  void templateEditThatDropsAKeyEndsItsRestarts() {
    scene.start(scene.deployment("chat").env("app", KEY).env("app", OTHER));
    scene.apply(scene.deployment("chat").env("app", KEY));
    scene.awaitRollouts("chat", 2);

    scene.rotate("app", OTHER, "two");
    scene.settle();

    assertThat(scene.rollouts("chat")).isEqualTo(2);
    assertThat(scene.baseline("chat")).containsOnlyKeys("app/" + KEY);
  }

  @Test
  void scalingRestartsNothing() {
    scene.start(scene.deployment("chat").env("app", KEY));
    scene.rotate("app", KEY, "two");
    scene.awaitRollouts("chat", 2);

    scene.kubectl("scale", "deployment/chat", "--replicas=0");
    scene.awaitRolledOut("chat");
    scene.kubectl("scale", "deployment/chat", "--replicas=3");
    scene.awaitRolledOut("chat");
    scene.settle();

    assertThat(scene.rollouts("chat")).isEqualTo(2);
  }

  @Test
  void workloadWithoutPodsGetsTheNewValueWithoutARollout() {
    scene.start(scene.deployment("chat").env("app", KEY).replicas(0));

    scene.rotate("app", KEY, "two");
    scene.awaitCurrent("chat", "app", KEY);
    scene.kubectl("scale", "deployment/chat", "--replicas=2");
    scene.awaitRolledOut("chat");
    scene.settle();

    assertThat(scene.rollouts("chat")).isEqualTo(1);
  }

  @Test
  void undoOfAFinishedRolloutIsLeftAlone() {
    scene.start(scene.deployment("chat").env("app", KEY));
    scene.rotate("app", KEY, "two");
    scene.awaitRollouts("chat", 2);
    scene.nextSecond();

    scene.kubectl("rollout", "undo", "deployment/chat");
    scene.awaitRolledOut("chat");
    scene.settle();

    assertThat(scene.rollouts("chat")).isEqualTo(2);
    assertThat(scene.restartHash("chat")).isEmpty();

    scene.rotate("app", KEY, "three");
    scene.awaitRollouts("chat", 3);
  }

  /** The pods that it returns to never stopped, so they still have the value from before. */
  @Test
  void undoOfAnUnfinishedRolloutDoesNotLoseTheRestart() {
    scene.start(scene.deployment("chat").env("app", KEY));
    kubelet.decide(pod -> PodFate.PENDING);
    scene.rotate("app", KEY, "two");
    await().atMost(RestartScene.PATIENCE).until(() -> scene.rollouts("chat") == 2);
    scene.nextSecond();

    scene.kubectl("rollout", "undo", "deployment/chat");
    kubelet.heal();
    scene.awaitRolledOut("chat");
    scene.settle();

    assertThat(scene.restartHash("chat")).isPresent();
    assertThat(scene.livePods("chat"))
        .allSatisfy(pod -> assertThat(scene.isYoungerThanTheValue(pod, "app", KEY)).isTrue());
  }

  @Test
  void secretDeletedByHandIsHealedAndRestartsNothing() {
    scene.nextSecond();
    scene.start(
        scene.deployment("chat").env("app", KEY),
        scene.deployment("optional").optionalEnv("app", KEY),
        scene.deployment("files").volume("app"));
    scene.rotate("app", KEY, "two");
    scene.awaitRollouts("chat", 2);
    scene.awaitRollouts("optional", 2);
    scene.awaitRollouts("files", 2);
    scene.nextSecond();
    Secret before = scene.find("app").orElseThrow();

    scene.deleteSecret("app");
    awaitReplaced(before);
    scene.settle();

    assertThat(scene.rollouts("chat", "optional", "files"))
        .isEqualTo(Map.of("chat", 2, "optional", 2, "files", 2));
  }

  @Test
  void orientSecretCreatedAnewWithTheSameValuesRestartsNothing() {
    scene.start(scene.deployment("chat").env("app", KEY), scene.deployment("files").volume("app"));
    scene.rotate("app", KEY, "two");
    scene.awaitRollouts("chat", 2);
    scene.awaitRollouts("files", 2);

    scene.delete(scene.resource("app"));
    await("the Secret to be collected")
        .atMost(RestartScene.PATIENCE)
        .until(() -> scene.find("app").isEmpty());
    scene.settle();
    scene.sync(scene.orientSecret("app").key(KEY).key(OTHER));
    scene.settle();

    assertThat(scene.value("app", KEY)).contains("two");
    assertThat(scene.rollouts("chat", "files")).isEqualTo(Map.of("chat", 2, "files", 2));
  }

  @Test
  void orientSecretCreatedAnewWithAnotherValueRestartsItsUsersOnce() {
    scene.start(
        scene.deployment("chat").env("app", KEY), scene.deployment("code").env("app", OTHER));

    scene.delete(scene.resource("app"));
    await("the Secret to be collected")
        .atMost(RestartScene.PATIENCE)
        .until(() -> scene.find("app").isEmpty());
    scene.put(KEY, "two");
    scene.sync(scene.orientSecret("app").key(KEY).key(OTHER));
    scene.awaitRollouts("chat", 2);
    scene.settle();

    assertThat(scene.rollouts("chat", "code")).isEqualTo(Map.of("chat", 2, "code", 1));
  }

  @Test
  void statusFollowsTheWorkloadsThatComeAndGo() {
    scene.start(
        scene.deployment("chat").env("app", KEY),
        scene.deployment("opted-out").env("app", KEY).annotation(Markers.RESTART, "false"));
    awaitWorkloads("chat UP_TO_DATE", "opted-out OPTED_OUT");

    kubelet.decide(pod -> PodFate.PENDING);
    scene.rotate("app", KEY, "two");
    awaitWorkloads("chat ROLLING_OUT", "opted-out OPTED_OUT");
    kubelet.heal();
    awaitWorkloads("chat DONE", "opted-out OPTED_OUT");

    scene.kubectl("delete", "deployment/opted-out");
    awaitWorkloads("chat DONE");
    scene.kubectl("delete", "deployment/chat");
    awaitWorkloads();
  }

  private void awaitWorkloads(String... expected) {
    await("the workloads of the status")
        .atMost(RestartScene.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(scene.resource("app").getStatus().workloads())
                    .extracting(workload -> workload.name() + " " + workload.state())
                    .containsExactly(expected));
  }

  private void awaitReplaced(Secret before) {
    await("the Secret to be back")
        .atMost(RestartScene.PATIENCE)
        .until(
            () ->
                scene
                    .find("app")
                    .filter(
                        now -> !now.getMetadata().getUid().equals(before.getMetadata().getUid()))
                    .isPresent());
  }
}
