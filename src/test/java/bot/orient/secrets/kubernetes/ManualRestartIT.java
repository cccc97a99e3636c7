package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.api.RestartPolicy;
import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.testing.ConcurrentTest;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FailureReport;
import bot.orient.secrets.testing.OrientSecretBuilder;
import bot.orient.secrets.testing.RestartSpecBuilder;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people do to restarts, and what they see of it. */
@ExtendWith(ControlPlaneExtension.class)
class ManualRestartIT {

  private static final String KEY = "OPENAI_API_KEY";
  private static final String OTHER = "GITHUB_TOKEN";

  private RestartStage stage;
  private RestartScene scene;
  private RestartReport app;

  @RegisterExtension private final FailureReport report = new FailureReport(() -> scene.story());

  @BeforeEach
  void enter(ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {
    stage = new RestartStage(controlPlane, client, namespace);
    scene = stage.scene();
    app = scene.report("app");
    scene.put(KEY, "one");
    scene.put(OTHER, "one");
    stage.startOperator();
  }

  @AfterEach
  void leave() {
    stage.close();
  }

  private OrientSecretBuilder app(RestartSpecBuilder restart) {
    return scene.orientSecret("app").key(KEY).key(OTHER).restart(restart);
  }

  private void start(RestartSpecBuilder restart) {
    scene.sync(app(restart));
    scene.start(
        scene.deployment("chat").env("app", KEY),
        scene.deployment("code").env("app", KEY),
        scene.deployment("other").env("app", OTHER));
  }

  private static RestartSpecBuilder never() {
    return RestartSpecBuilder.restart().policy(RestartPolicy.NEVER);
  }

  private static RestartSpecBuilder later() {
    return RestartSpecBuilder.restart().settle("24h");
  }

  private void assertRollouts(int users) {
    scene.settle();
    assertThat(scene.rollouts("chat", "code", "other"))
        .isEqualTo(Map.of("chat", users, "code", users, "other", 1));
  }

  private void awaitRollouts(int users) {
    scene.awaitRollouts("chat", users);
    scene.awaitRollouts("code", users);
  }

  /** By seconds: a change of the same second as a request counts as asked for. */
  private void request(String annotation, String token) {
    scene.nextSecond();
    scene.annotate("app", annotation, token);
    scene.nextSecond();
  }

  @ConcurrentTest
  void policyNeverShowsWhatNeedsARestartAndRestartNowRestartsThat() {
    start(never());
    scene.rotate("app", KEY, "two");
    app.awaitWorkload("chat", WorkloadState.RESTART_NEEDED, KEY);
    app.awaitState(WorkloadState.RESTART_NEEDED, "code");
    app.awaitState(WorkloadState.UP_TO_DATE, "other");
    app.awaitComplete("False", "RestartNeeded");
    assertThat(scene.kubectl("get", "osec", "app")).contains("1/3 done, 2 needed");
    assertRollouts(1);

    request(Markers.RESTART_NOW, "monday");
    awaitRollouts(2);

    app.awaitHandledRestartNow("monday");
    app.awaitState(WorkloadState.DONE, "chat", "code");
    app.awaitComplete("True", "UpToDate");
    assertRollouts(2);
  }

  @ConcurrentTest
  void valueThatReturnsRestartsOnlyWhoGotTheOtherOneMeanwhile() {
    start(never());
    scene.rotate("app", KEY, "two");
    app.awaitState(WorkloadState.RESTART_NEEDED, "chat", "code");
    scene.nextSecond();
    replacePodOf("chat");
    scene.nextSecond();

    scene.rotate("app", KEY, "one");
    app.awaitState(WorkloadState.UP_TO_DATE, "code");
    app.awaitWorkload("chat", WorkloadState.RESTART_NEEDED, KEY);
    scene.sync(app(RestartSpecBuilder.restart().policy(RestartPolicy.AUTO)));

    scene.awaitRollouts("chat", 2);
    app.awaitComplete("True", "UpToDate");
    scene.settle();
    assertThat(scene.rollouts("chat", "code", "other"))
        .isEqualTo(Map.of("chat", 2, "code", 1, "other", 1));
  }

  private void replacePodOf(String deployment) {
    Pod pod = scene.livePods(deployment).get(0);
    stage.client().resource(pod).withGracePeriod(0).delete();
    await("another pod of " + deployment)
        .atMost(RestartScene.PATIENCE)
        .until(
            () ->
                !scene.livePods(deployment).isEmpty() && !scene.livePods(deployment).contains(pod));
    scene.awaitRolledOut(deployment);
  }

  @ConcurrentTest
  void requestIsCarriedOutOnce() {
    start(never());
    scene.rotate("app", KEY, "two");
    request(Markers.RESTART_NOW, "monday");
    awaitRollouts(2);

    scene.rotate("app", KEY, "three");
    app.awaitState(WorkloadState.RESTART_NEEDED, "chat", "code");
    scene.annotate("app", Markers.RESTART_NOW, "monday");
    stage.stopOperator();
    stage.startOperator();
    scene.sync(app(never()).label("team", "a"));
    assertRollouts(2);

    request(Markers.RESTART_NOW, "tuesday");
    awaitRollouts(3);
    app.awaitHandledRestartNow("tuesday");
    assertRollouts(3);
  }

  @ConcurrentTest
  void requestWithNothingPendingIsAcknowledgedAndSpeaksOfNoLaterChange() {
    start(never());
    request(Markers.RESTART_NOW, "early");
    app.awaitHandledRestartNow("early");

    scene.rotate("app", KEY, "two");
    app.awaitState(WorkloadState.RESTART_NEEDED, "chat", "code");

    assertRollouts(1);
  }

  @ConcurrentTest
  void requestThatIsTakenBackStaysCarriedOutAndMayBeMadeAgain() {
    start(never());
    scene.rotate("app", KEY, "two");
    request(Markers.RESTART_NOW, "monday");
    awaitRollouts(2);
    scene.kubectl("annotate", "osec", "app", Markers.RESTART_NOW + "-");
    scene.rotate("app", KEY, "three");
    app.awaitState(WorkloadState.RESTART_NEEDED, "chat", "code");
    assertRollouts(2);

    request(Markers.RESTART_NOW, "monday");
    awaitRollouts(3);
    assertRollouts(3);
  }

  @ConcurrentTest
  void restartNowWaitsForNoSettleWindowNoRestartWindowAndNoWave() {
    start(later().window("0 3 29 2 *", null, "1h").wave("tier", "nobody").canary());
    scene.rotate("app", KEY, "two");
    app.awaitState(WorkloadState.WAITING, "chat", "code");
    assertRollouts(1);

    request(Markers.RESTART_NOW, "now");
    awaitRollouts(2);

    app.awaitHandledRestartNow("now");
    assertRollouts(2);
  }

  @ConcurrentTest
  void skipDropsWhatIsPendingAndNothingElse() {
    start(later());
    scene.rotate("app", KEY, "two");
    app.awaitState(WorkloadState.WAITING, "chat", "code");

    request(Markers.SKIP_RESTART, "not today");
    app.awaitHandledSkipRestart("not today");
    app.awaitWorkload("chat", WorkloadState.SKIPPED, KEY);
    app.awaitState(WorkloadState.SKIPPED, "code");
    app.awaitComplete("True", "Skipped");
    scene.sync(app(RestartSpecBuilder.restart().settle("0s")));
    assertRollouts(1);

    scene.rotate("app", KEY, "three");
    awaitRollouts(2);
    app.awaitComplete("True", "UpToDate");
    assertRollouts(2);
  }

  @ConcurrentTest
  void skipDropsWhatPolicyNeverHasPending() {
    start(never());
    scene.rotate("app", KEY, "two");
    app.awaitState(WorkloadState.RESTART_NEEDED, "chat", "code");

    request(Markers.SKIP_RESTART, "fine as it is");
    app.awaitState(WorkloadState.SKIPPED, "chat", "code");
    request(Markers.RESTART_NOW, "monday");
    app.awaitHandledRestartNow("monday");

    assertRollouts(1);
  }

  @ConcurrentTest
  void pausedDeploymentIsReportedAndRestartsWhenItIsResumed() {
    start(RestartSpecBuilder.restart());
    scene.kubectl("rollout", "pause", "deployment/chat");
    scene.settle();

    scene.rotate("app", KEY, "two");
    scene.awaitRollouts("code", 2);
    app.awaitWorkload("chat", WorkloadState.RESTART_NEEDED, "paused");
    app.awaitComplete("False", "RestartNeeded");
    scene.settle();
    assertThat(scene.restartHash("chat")).as("never fought").isEmpty();

    scene.kubectl("rollout", "resume", "deployment/chat");
    scene.awaitRollouts("chat", 2);
    app.awaitComplete("True", "UpToDate");
    assertRollouts(2);
  }

  /** Its pods start with the new value, so a restart of ours would be a second one. */
  @ConcurrentTest
  void pausedDeploymentThatRollsOutByItselfWhenResumedIsNotRestartedAgain() {
    start(RestartSpecBuilder.restart());
    scene.kubectl("rollout", "pause", "deployment/chat");
    scene.kubectl("set", "image", "deployment/chat", "main=example.test/app:2");
    scene.rotate("app", KEY, "two");
    app.awaitState(WorkloadState.RESTART_NEEDED, "chat");
    scene.nextSecond();

    scene.kubectl("rollout", "resume", "deployment/chat");
    scene.awaitCurrent("chat", "app", KEY);
    scene.awaitRollouts("chat", 2);
    scene.awaitRollouts("code", 2);

    assertRollouts(2);
    app.awaitComplete("True", "UpToDate");
  }

  @ConcurrentTest
  void restartNowDoesNotTouchWorkloadsThatOptedOut() {
    start(never());
    scene.start(scene.deployment("opted-out").env("app", KEY));
    scene.start(scene.deployment("opted-out").env("app", KEY).annotation(Markers.RESTART, "false"));
    scene.rotate("app", KEY, "two");
    app.awaitWorkload("opted-out", WorkloadState.OPTED_OUT, KEY);

    request(Markers.RESTART_NOW, "monday");
    awaitRollouts(2);

    assertRollouts(2);
    assertThat(scene.rollouts("opted-out")).isEqualTo(1);
    app.awaitComplete("True", "UpToDate");
  }

  @ConcurrentTest
  void policyThatBecomesAutoRestartsWhatWasNeeded() {
    start(never());
    scene.rotate("app", KEY, "two");
    app.awaitState(WorkloadState.RESTART_NEEDED, "chat", "code");

    scene.sync(app(RestartSpecBuilder.restart().policy(RestartPolicy.AUTO)));
    awaitRollouts(2);

    assertRollouts(2);
  }
}
