package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.RestartSettings;
import bot.orient.secrets.testing.ConcurrentTest;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FailureReport;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.OrientSecretBuilder;
import bot.orient.secrets.testing.RestartSpecBuilder;
import bot.orient.secrets.testing.TestDeployment;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who restarts first, who waits for whom, and who is spared when that fails. */
@ExtendWith(ControlPlaneExtension.class)
class RestartOrderIT {

  private static final String KEY = "OPENAI_API_KEY";
  private static final String OTHER = "GITHUB_TOKEN";
  private static final RestartSettings ONE_AT_ONCE =
      new RestartSettings(Duration.ZERO, 1, 1, Duration.ofMinutes(10));

  private RestartStage stage;
  private RestartScene scene;
  private RestartReport app;
  private RestartedPods pods;

  @RegisterExtension private final FailureReport report = new FailureReport(() -> scene.story());

  @BeforeEach
  void enter(ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {
    stage = new RestartStage(controlPlane, client, namespace);
    scene = stage.scene();
    app = scene.report("app");
    pods = new RestartedPods(stage.kubelet());
    scene.put(KEY, "one");
    scene.put(OTHER, "one");
  }

  @AfterEach
  void leave() {
    stage.close();
  }

  private void start(RestartSettings settings, RestartSpecBuilder restart) {
    stage.startOperator(settings);
    scene.sync(app(restart));
  }

  private OrientSecretBuilder app(RestartSpecBuilder restart) {
    return scene.orientSecret("app").key(KEY).restart(restart);
  }

  private static RestartSpecBuilder waves() {
    return RestartSpecBuilder.restart().wave("tier", "edge").wave("tier", "core");
  }

  private static RestartSpecBuilder canary() {
    return RestartSpecBuilder.restart().canary();
  }

  private TestDeployment user(String name) {
    return scene.deployment(name).env("app", KEY);
  }

  /** Its rollouts fail soon. */
  private TestDeployment impatient(String name) {
    return user(name).progressDeadlineSeconds(3);
  }

  private void awaitBegun(String... deployments) {
    for (String deployment : deployments) {
      await("restart of " + deployment)
          .atMost(RestartScene.PATIENCE)
          .until(() -> scene.rollouts(deployment) == 2);
    }
  }

  @ConcurrentTest
  void eachWaveWaitsUntilAllOfTheOneBeforeAreHealthy() {
    start(InProcessOperator.SWIFT, waves());
    scene.start(
        user("a-rest"),
        user("b-core").label("tier", "core"),
        user("c-edge").label("tier", "edge").replicas(2),
        user("d-edge").label("tier", "edge"));
    pods.hold("b-core", "c-edge", "d-edge");

    scene.rotate("app", KEY, "two");
    awaitBegun("c-edge", "d-edge");
    app.awaitWorkload("b-core", WorkloadState.WAITING, "wave");
    app.awaitWorkload("a-rest", WorkloadState.WAITING, "wave");
    app.awaitState(WorkloadState.ROLLING_OUT, "c-edge", "d-edge");
    app.awaitComplete("False", "RollingOut");

    pods.release("c-edge");
    scene.awaitRolledOut("c-edge");
    app.awaitState(WorkloadState.DONE, "c-edge");
    scene.settle();
    assertThat(scene.rollouts("a-rest", "b-core")).isEqualTo(Map.of("a-rest", 1, "b-core", 1));

    pods.release("d-edge");
    awaitBegun("b-core");
    scene.settle();
    assertThat(scene.rollouts("a-rest")).isEqualTo(1);

    pods.release("b-core");
    scene.awaitRollouts("a-rest", 2);
    scene.settle();
    assertThat(scene.rollouts("a-rest", "b-core", "c-edge", "d-edge"))
        .isEqualTo(Map.of("a-rest", 2, "b-core", 2, "c-edge", 2, "d-edge", 2));
    app.awaitRestarts("4/4 done");
  }

  @ConcurrentTest
  void waveWithoutWorkloadsHoldsNobody() {
    start(InProcessOperator.SWIFT, waves());
    scene.start(user("core").label("tier", "core"), user("rest"));

    scene.rotate("app", KEY, "two");

    scene.awaitRollouts("core", 2);
    scene.awaitRollouts("rest", 2);
  }

  @ConcurrentTest
  void workloadsThatCannotRestartHoldNoWave() {
    start(InProcessOperator.SWIFT, waves());
    scene.start(
        user("opted-out").label("tier", "edge").annotation(Markers.RESTART, "false"),
        user("asleep").label("tier", "edge").replicas(0),
        user("rest"));
    scene.apply(user("paused").label("tier", "edge"));
    scene.awaitRolledOut("paused");
    scene.kubectl("rollout", "pause", "deployment/paused");
    scene.settle();

    scene.rotate("app", KEY, "two");

    scene.awaitRollouts("rest", 2);
    assertThat(scene.rollouts("opted-out", "paused"))
        .isEqualTo(Map.of("opted-out", 1, "paused", 1));
  }

  /** As one does whose finalizer nobody takes away. */
  @ConcurrentTest
  void workloadThatHangsInItsDeletionHoldsNeitherTheOthersNorAPlaceUnderTheCap() {
    start(ONE_AT_ONCE, canary());
    scene.start(user("a"), user("b"));
    pods.hold("a");
    scene.rotate("app", KEY, "two");
    awaitBegun("a");
    app.awaitWorkload("b", WorkloadState.WAITING, "canary");
    finalizers("a", "[\"example.test/hangs\"]");

    try {
      scene.kubectl("delete", "--wait=false", "deployment/a");

      scene.awaitRollouts("b", 2);
      app.awaitRestarts("1/1 done");
      assertThat(scene.read("a").getMetadata().getDeletionTimestamp()).isNotNull();
    } finally {
      finalizers("a", "null");
    }
  }

  private void finalizers(String deployment, String list) {
    scene.kubectl(
        "patch",
        "deployment/" + deployment,
        "--type=merge",
        "--patch={\"metadata\":{\"finalizers\":" + list + "}}");
  }

  @ConcurrentTest
  void canaryGoesAloneAndTheOthersFollowWhenItIsHealthy() {
    start(InProcessOperator.SWIFT, canary());
    scene.start(user("a").replicas(2), user("b"), user("c"));
    pods.hold("a", "b", "c");

    scene.rotate("app", KEY, "two");
    awaitBegun("a");
    app.awaitWorkload("b", WorkloadState.WAITING, "canary");
    app.awaitWorkload("c", WorkloadState.WAITING, "canary");
    scene.settle();
    assertThat(scene.rollouts("b", "c")).isEqualTo(Map.of("b", 1, "c", 1));

    pods.release("a");
    awaitBegun("b", "c");
    pods.release("b", "c");
    app.awaitRestarts("3/3 done");
    scene.settle();
    assertThat(scene.rollouts("a", "b", "c")).isEqualTo(Map.of("a", 2, "b", 2, "c", 2));
  }

  @ConcurrentTest
  void canaryIsTheFirstOfTheFirstWave() {
    start(InProcessOperator.SWIFT, waves().canary());
    scene.start(
        user("a-rest"), user("b-edge").label("tier", "edge"), user("c-edge").label("tier", "edge"));
    pods.hold("b-edge", "c-edge");

    scene.rotate("app", KEY, "two");
    awaitBegun("b-edge");
    scene.settle();
    assertThat(scene.rollouts("a-rest", "c-edge")).isEqualTo(Map.of("a-rest", 1, "c-edge", 1));

    pods.release("b-edge");
    awaitBegun("c-edge");
    scene.settle();
    assertThat(scene.rollouts("a-rest")).isEqualTo(1);

    pods.release("c-edge");
    scene.awaitRollouts("a-rest", 2);
    app.awaitRestarts("3/3 done");
  }

  @ConcurrentTest
  void valueThatChangesWhileTheCanaryRunsIsProvedByTheCanaryFirst() {
    start(InProcessOperator.SWIFT, canary());
    scene.start(user("a"), user("b"), user("c"));
    pods.hold("a");
    scene.rotate("app", KEY, "two");
    awaitBegun("a");

    scene.rotate("app", KEY, "three");
    await("the canary's restart for the newest value")
        .atMost(RestartScene.PATIENCE)
        .until(() -> scene.rollouts("a") == 3);
    scene.settle();
    assertThat(scene.rollouts("b", "c")).isEqualTo(Map.of("b", 1, "c", 1));

    pods.release("a");
    scene.awaitRollouts("b", 2);
    scene.awaitRollouts("c", 2);
    scene.settle();
    assertThat(scene.rollouts("a", "b", "c")).isEqualTo(Map.of("a", 3, "b", 2, "c", 2));
  }

  private void failInTheCanary() {
    scene.start(impatient("a"), user("b"), user("c"));
    pods.crash("a");
    scene.rotate("app", KEY, "bad");
    app.awaitWorkload("a", WorkloadState.FAILED, "ProgressDeadlineExceeded");
    app.awaitWorkload("b", WorkloadState.WAITING, "halted");
    app.awaitWorkload("c", WorkloadState.WAITING, "Deployment a failed");
    assertThat(app.awaitComplete("False", "RolloutFailed").getMessage())
        .contains("Deployment a")
        .contains("halted");
    scene.settle();
    assertThat(scene.rollouts("a", "b", "c")).isEqualTo(Map.of("a", 2, "b", 1, "c", 1));
  }

  @ConcurrentTest
  void failureOfTheCanaryLeavesTheOthersUntouchedUntilAGoodValueComes() {
    start(InProcessOperator.SWIFT, canary());
    failInTheCanary();
    assertThat(scene.kubectl("get", "osec", "app")).contains("0/3 done, 1 failed");

    pods.healNext(scene, "a");
    scene.rotate("app", KEY, "good");
    scene.awaitRollouts("a", 3);
    scene.awaitRollouts("b", 2);
    scene.awaitRollouts("c", 2);

    app.awaitComplete("True", "UpToDate");
    scene.settle();
    assertThat(scene.rollouts("a", "b", "c")).isEqualTo(Map.of("a", 3, "b", 2, "c", 2));
  }

  @ConcurrentTest
  void returnToTheOldValueAfterAFailureRestartsOnlyWhatHadTheBadOne() {
    start(InProcessOperator.SWIFT, canary());
    failInTheCanary();

    pods.healNext(scene, "a");
    scene.rotate("app", KEY, "one");
    scene.awaitRollouts("a", 3);

    app.awaitComplete("True", "UpToDate");
    scene.settle();
    assertThat(scene.rollouts("a", "b", "c")).isEqualTo(Map.of("a", 3, "b", 1, "c", 1));
  }

  /** For example because the image could be pulled after all. */
  @ConcurrentTest
  void canaryThatGetsThroughAfterItsDeadlineLetsTheOthersFollow() {
    start(InProcessOperator.SWIFT, canary());
    failInTheCanary();

    pods.release("a");
    scene.awaitRollouts("b", 2);
    scene.awaitRollouts("c", 2);

    app.awaitRestarts("3/3 done");
    scene.settle();
    assertThat(scene.rollouts("a", "b", "c")).isEqualTo(Map.of("a", 2, "b", 2, "c", 2));
  }

  @ConcurrentTest
  void restartNowGoesPastTheHalt() {
    start(InProcessOperator.SWIFT, canary());
    failInTheCanary();
    scene.nextSecond();

    scene.annotate("app", Markers.RESTART_NOW, "anyway");
    scene.awaitRollouts("b", 2);
    scene.awaitRollouts("c", 2);

    app.awaitHandledRestartNow("anyway");
    app.awaitState(WorkloadState.FAILED, "a");
    app.awaitState(WorkloadState.DONE, "b", "c");
    scene.settle();
    assertThat(scene.rollouts("a", "b", "c")).isEqualTo(Map.of("a", 2, "b", 2, "c", 2));
  }

  @ConcurrentTest
  void haltSurvivesARestartOfTheOperator() {
    start(InProcessOperator.SWIFT, canary());
    failInTheCanary();

    stage.stopOperator();
    stage.startOperator();
    scene.settle();

    app.awaitWorkload("b", WorkloadState.WAITING, "halted");
    assertThat(scene.rollouts("a", "b", "c")).isEqualTo(Map.of("a", 2, "b", 1, "c", 1));
  }

  @ConcurrentTest
  void failureWithoutACanaryStopsTheRolloutsThatHaveNotBegun() {
    start(ONE_AT_ONCE, RestartSpecBuilder.restart());
    scene.start(impatient("a"), impatient("b"), impatient("c"));
    // Any of them may come first.
    pods.crash("a", "b", "c");

    scene.rotate("app", KEY, "bad");
    app.awaitComplete("False", "RolloutFailed");
    scene.settle();

    assertThat(scene.rollouts("a", "b", "c").values()).containsExactlyInAnyOrder(2, 1, 1);
    app.awaitRestarts("0/3 done, 1 failed");
  }

  /**
   * What has failed is not under way: it keeps no turn from others, and halts its own change only.
   */
  @ConcurrentTest
  void failedRolloutHoldsNoTurnAndNoOtherChange() {
    start(ONE_AT_ONCE, canary());
    scene.sync(scene.orientSecret("other").key(OTHER));
    scene.start(
        scene.deployment("d").env("other", OTHER), scene.deployment("e").env("other", OTHER));
    failInTheCanary();

    scene.rotate("other", OTHER, "two");

    scene.awaitRollouts("d", 2);
    scene.awaitRollouts("e", 2);
    scene.settle();
    assertThat(scene.rollouts("a", "b", "c")).isEqualTo(Map.of("a", 2, "b", 1, "c", 1));
    app.awaitComplete("False", "RolloutFailed");
    scene.report("other").awaitComplete("True", "UpToDate");
  }

  /** A restart for the other key would carry the bad value, too. */
  @ConcurrentTest
  void haltedWorkloadIsNotRestartedForAnotherKeyEither() {
    start(InProcessOperator.SWIFT, canary());
    scene.sync(scene.orientSecret("other").key(OTHER));
    scene.start(user("both").env("other", OTHER));
    failInTheCanary();

    scene.rotate("other", OTHER, "two");
    scene.report("other").awaitWorkload("both", WorkloadState.WAITING, "halted");
    scene.settle();

    assertThat(scene.rollouts("both")).isEqualTo(1);
  }

  /** Each waits for the other by one of the two orders, and somebody has to begin. */
  @ConcurrentTest
  void ordersOfTwoSecretsThatContradictEachOtherEndAllTheSame() {
    start(InProcessOperator.SWIFT, RestartSpecBuilder.restart().wave("tier", "edge"));
    scene.sync(
        scene
            .orientSecret("other")
            .key(OTHER)
            .restart(RestartSpecBuilder.restart().wave("tier", "core")));
    scene.start(
        user("edge").env("other", OTHER).label("tier", "edge"),
        user("core").env("other", OTHER).label("tier", "core"));
    scene.kubectl("annotate", "deployment", "edge", "core", Markers.RESTART + "=false");
    scene.rotate("app", KEY, "two");
    scene.rotate("other", OTHER, "two");
    scene.kubectl("annotate", "deployment", "edge", "core", Markers.RESTART + "-");

    scene.awaitRollouts("edge", 2);
    scene.awaitRollouts("core", 2);
  }
}
