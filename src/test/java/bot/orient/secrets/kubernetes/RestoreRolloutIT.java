package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.api.FailurePolicy;
import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FailureReport;
import bot.orient.secrets.testing.FakeKubelet;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.PodFate;
import bot.orient.secrets.testing.RestartSpecBuilder;
import bot.orient.secrets.testing.TestDeployment;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A value that breaks its users is taken back, once, and what was restarted is restarted back. */
@ExtendWith(ControlPlaneExtension.class)
class RestoreRolloutIT {

  private static final String KEY = "OPENAI_API_KEY";
  private static final String OTHER = "GITHUB_TOKEN";

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
    stage.startOperator(InProcessOperator.SWIFT);
    scene.put(KEY, "one");
    scene.put(OTHER, "other-one");
    scene.sync(
        scene
            .orientSecret("app")
            .key(KEY)
            .key(OTHER)
            .restart(
                RestartSpecBuilder.restart()
                    .canary()
                    .onFailure(FailurePolicy.RESTORE_PREVIOUS_VERSION)));
  }

  @AfterEach
  void leave() {
    stage.close();
  }

  private TestDeployment user(String name) {
    return scene.deployment(name).env("app", KEY).progressDeadlineSeconds(3);
  }

  private Optional<Condition> pinned() {
    return scene.resource("app").getStatus().conditions().stream()
        .filter(condition -> "Pinned".equals(condition.getType()))
        .findFirst();
  }

  /** The canary fails with the second value and gets the first one back. */
  private void breakCanary() {
    scene.start(user("a-canary"), user("b-other"), user("c-other"));
    pods.crash("a-canary");
    scene.rotate("app", KEY, "two");
    await("failed canary")
        .atMost(RestartScene.PATIENCE)
        .until(() -> scene.rollouts("a-canary") == 2);
    pods.healNext(scene, "a-canary");
    scene.awaitValue("app", KEY, "one");
    scene.awaitRollouts("a-canary", 3);
  }

  @Test
  void failureOfTheCanaryLeavesTheOthersUntouchedAndAllHealthyOnTheOldValue() {
    breakCanary();
    app.awaitComplete("True", "UpToDate");
    scene.settle();

    assertThat(scene.rollouts("a-canary", "b-other", "c-other"))
        .isEqualTo(Map.of("a-canary", 3, "b-other", 1, "c-other", 1));
    assertThat(scene.value("app", KEY)).contains("one");
    assertThat(scene.value("app", OTHER)).contains("other-one");
    assertThat(pinned())
        .hasValueSatisfying(
            condition ->
                assertThat(condition.getMessage())
                    .contains(KEY)
                    .contains("version 1")
                    .contains("version 2")
                    .contains("Deployment a-canary")
                    .contains("kubectl annotate osec app " + Markers.PINNED + "-"));
    await("the events")
        .atMost(RestartScene.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        scene.kubectl(
                            "get",
                            "events",
                            "--output=jsonpath={range .items[*]}{.involvedObject.kind} {.reason}{\"\\n\"}{end}"))
                    .contains("OrientSecret VersionRestored", "Deployment RolloutFailed"));
  }

  @Test
  void aPersonWhoMendedTheValueClearsThePinAndEverybodyGetsIt() {
    breakCanary();
    app.awaitComplete("True", "UpToDate");
    scene.put(KEY, "three");
    scene.settle();
    assertThat(scene.value("app", KEY)).contains("one");

    scene.kubectl("annotate", "osec", "app", Markers.PINNED + "-");

    scene.awaitValue("app", KEY, "three");
    scene.awaitRollouts("a-canary", 4);
    scene.awaitRollouts("b-other", 2);
    scene.awaitRollouts("c-other", 2);
    await("no pin").atMost(RestartScene.PATIENCE).until(() -> pinned().isEmpty());
  }

  @Test
  void whoFailsWithTheOldValueTooIsLeftThere() {
    scene.start(user("a-canary"), user("b-other"));
    pods.crash("a-canary");
    scene.rotate("app", KEY, "two");
    scene.awaitValue("app", KEY, "one");

    app.awaitState(WorkloadState.FAILED, "a-canary");
    await("the restart back")
        .atMost(RestartScene.PATIENCE)
        .until(() -> scene.rollouts("a-canary") == 3);
    app.awaitState(WorkloadState.FAILED, "a-canary");
    scene.settle();
    scene.settle();

    assertThat(scene.rollouts("a-canary", "b-other"))
        .isEqualTo(Map.of("a-canary", 3, "b-other", 1));
    assertThat(scene.value("app", KEY)).contains("one");
    app.awaitComplete("False", "RolloutFailed");
  }

  @Test
  void aCompromisedValueDoesNotComeBackAndTheConditionSaysWhatToDo() {
    scene.start(user("a-canary"), user("b-other"));
    stage.store().markCompromised(scene.namespace(), KEY);
    pods.crash("a-canary");
    scene.rotate("app", KEY, "two");

    app.awaitState(WorkloadState.FAILED, "a-canary");
    scene.settle();

    assertThat(app.awaitComplete("False", "RolloutFailed").getMessage())
        .contains(
            "OPENAI_API_KEY has no value to go back to: the one before, version 1, was marked"
                + " compromised; write a new value that works");
    assertThat(scene.value("app", KEY)).contains("two");
    assertThat(pinned()).isEmpty();

    pods.healNext(scene, "a-canary");
    scene.put(KEY, "three");

    scene.awaitValue("app", KEY, "three");
    app.awaitComplete("True", "UpToDate");
  }

  /** That rollout says nothing of the other key. */
  @Test
  void keyGoesBackToTheLastThatWorkedWhileAnotherKeyIsStillRolledOut() {
    scene.start(
        user("a-slow").progressDeadlineSeconds(600),
        scene.deployment("b-web").env("app", OTHER).progressDeadlineSeconds(3));
    pods.hold("a-slow");
    scene.rotate("app", KEY, "two");
    app.awaitState(WorkloadState.ROLLING_OUT, "a-slow");
    scene.rotate("app", OTHER, "other-two");
    scene.awaitRollouts("b-web", 2);
    app.awaitState(WorkloadState.DONE, "b-web");
    pods.crashNext(scene, "b-web");

    scene.rotate("app", OTHER, "other-three");

    await("failed rollout").atMost(RestartScene.PATIENCE).until(() -> scene.rollouts("b-web") == 3);
    pods.healNext(scene, "b-web");
    scene.awaitValue("app", OTHER, "other-two");
    scene.awaitRollouts("b-web", 4);
    assertThat(scene.value("app", KEY)).contains("two");
    assertThat(scene.rollouts("a-slow")).isEqualTo(2);
  }

  /** The image may be all that is wrong; but nobody knows, so the value goes no further. */
  @Test
  void valueThatComesAmidARolloutOfSomebodyElseHaltsTheOthersAndIsNotTakenBack() {
    scene.start(user("a-canary").progressDeadlineSeconds(10), user("b-other"));
    stage.kubelet().decide(pod -> hasImage("broken", pod) ? PodFate.CRASHING : PodFate.READY);
    scene.kubectl("set", "image", "deployment/a-canary", "*=broken");
    await("the rollout of the image")
        .atMost(RestartScene.PATIENCE)
        .until(() -> scene.rollouts("a-canary") == 2);

    scene.rotate("app", KEY, "two");

    app.awaitState(WorkloadState.FAILED, "a-canary");
    scene.settle();
    assertThat(app.awaitComplete("False", "RolloutFailed").getMessage())
        .contains(
            "OPENAI_API_KEY need not be to blame: when its value came, Deployment a-canary had a rollout");
    assertThat(scene.value("app", KEY)).contains("two");
    assertThat(pinned()).isEmpty();
    assertThat(scene.rollouts("b-other")).isEqualTo(1);

    scene.kubectl("set", "image", "deployment/a-canary", "*=mended");

    scene.awaitRollouts("b-other", 2);
    app.awaitComplete("True", "UpToDate");
  }

  /** Whatever makes them crash was there before the value. */
  @Test
  void valueThatComesWhilePodsCrashAlreadyIsNotTakenBack() {
    scene.start(user("a-canary"), user("b-other"));
    stage.kubelet().crash(FakeKubelet.labelled("app", "a-canary"));
    await("no pods")
        .atMost(RestartScene.PATIENCE)
        .until(() -> scene.read("a-canary").getStatus().getAvailableReplicas() == null);

    scene.rotate("app", KEY, "two");

    app.awaitState(WorkloadState.FAILED, "a-canary");
    scene.settle();
    assertThat(scene.value("app", KEY)).contains("two");
    assertThat(pinned()).isEmpty();
    assertThat(scene.rollouts("b-other")).isEqualTo(1);

    stage.kubelet().heal();

    scene.awaitRollouts("b-other", 2);
    app.awaitComplete("True", "UpToDate");
  }

  private static boolean hasImage(String image, Pod pod) {
    return pod.getSpec().getContainers().get(0).getImage().equals(image);
  }

  /** Its controller calls the rollout through then, with its first pod. */
  @Test
  void failureIsNotOverWhenTheWorkloadIsScaledToZeroAndUpAgain() {
    scene.start(user("a-canary"), user("b-other"));
    stage.store().markCompromised(scene.namespace(), KEY);
    pods.crash("a-canary");
    scene.rotate("app", KEY, "two");
    app.awaitState(WorkloadState.FAILED, "a-canary");

    scale("a-canary", 0);
    scale("a-canary", 2);
    scene.settle();

    app.awaitState(WorkloadState.FAILED, "a-canary");
    assertThat(scene.rollouts("b-other")).isEqualTo(1);

    pods.healNext(scene, "a-canary");
    scene.put(KEY, "three");

    scene.awaitRollouts("b-other", 2);
    app.awaitComplete("True", "UpToDate");
  }

  private void scale(String deployment, int replicas) {
    scene.kubectl("scale", "deployment/" + deployment, "--replicas=" + replicas);
    await(replicas + " pods")
        .atMost(RestartScene.PATIENCE)
        .until(() -> scene.livePods(deployment).size() == replicas);
  }
}
