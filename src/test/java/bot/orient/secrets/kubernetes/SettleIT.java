package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.sync.RestartSettings;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FailureReport;
import bot.orient.secrets.testing.OperatorProcess;
import bot.orient.secrets.testing.OrientSecretBuilder;
import bot.orient.secrets.testing.RestartSpecBuilder;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Changes that come one after another are one rollout, and it does come. */
@ExtendWith(ControlPlaneExtension.class)
class SettleIT {

  private static final List<String> APP_KEYS = List.of("KEY_A", "KEY_B", "KEY_C");
  private static final List<String> TOOL_KEYS = List.of("KEY_D", "KEY_E");
  private static final int CHANGES = 50;
  private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");

  @TempDir private Path logs;
  private static final Duration WINDOW = Duration.ofSeconds(3);

  private RestartStage stage;
  private RestartScene scene;

  @RegisterExtension private final FailureReport report = new FailureReport(() -> scene.story());

  @BeforeEach
  void enter(ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {
    stage = new RestartStage(controlPlane, client, namespace);
    scene = stage.scene();
    APP_KEYS.forEach(key -> scene.put(key, "first"));
    TOOL_KEYS.forEach(key -> scene.put(key, "first"));
  }

  @AfterEach
  void leave() {
    stage.close();
  }

  private OrientSecretBuilder app(String settle) {
    return scene
        .orientSecret("app")
        .keys(APP_KEYS)
        .restart(RestartSpecBuilder.restart().settle(settle));
  }

  private OrientSecretBuilder tools(String settle) {
    return scene
        .orientSecret("tools")
        .keys(TOOL_KEYS)
        .restart(RestartSpecBuilder.restart().settle(settle));
  }

  private void startWorkloads() {
    scene.start(
        scene.deployment("one-key").env("app", "KEY_A").replicas(2),
        scene.deployment("all-keys").envFrom("app"),
        scene.deployment("both-secrets").envFrom("app").envFrom("tools"),
        scene.deployment("tools-only").env("tools", "KEY_D").volume("tools", "KEY_E"),
        scene.deployment("stranger"));
  }

  private Map<String, Integer> rollouts() {
    return scene.rollouts("one-key", "all-keys", "both-secrets", "tools-only", "stranger");
  }

  private static Map<String, Integer> of(int users) {
    return Map.of(
        "one-key",
        users,
        "all-keys",
        users,
        "both-secrets",
        users,
        "tools-only",
        users,
        "stranger",
        1);
  }

  private void changeAllKeysInTurn() {
    for (int i = 1; i <= CHANGES; i++) {
      int key = i % (APP_KEYS.size() + TOOL_KEYS.size());
      scene.put(
          key < APP_KEYS.size() ? APP_KEYS.get(key) : TOOL_KEYS.get(key - APP_KEYS.size()),
          "change-" + i);
    }
    scene.awaitValue("tools", "KEY_E", "change-" + (CHANGES - 1));
    scene.awaitValue("app", "KEY_A", "change-" + CHANGES);
    scene.awaitValue("app", "KEY_B", "change-" + (CHANGES - 4));
    scene.awaitValue("app", "KEY_C", "change-" + (CHANGES - 3));
    scene.awaitValue("tools", "KEY_D", "change-" + (CHANGES - 2));
  }

  @Test
  void fiftyChangesInsideTheWindowAreOneRolloutForEachUser() {
    stage.startOperator();
    scene.sync(app("20s"));
    scene.sync(tools("20s"));
    startWorkloads();
    Instant before = Instant.now();

    changeAllKeysInTurn();
    for (String user : List.of("one-key", "all-keys", "both-secrets", "tools-only")) {
      scene.awaitRollouts(user, 2);
    }
    scene.settle();

    assertThat(rollouts()).isEqualTo(of(2));
    for (String user : List.of("one-key", "all-keys", "both-secrets", "tools-only")) {
      assertThat(newestRollout(user)).isAfter(before.plusSeconds(18));
    }
    scene.report("app").awaitComplete("True", "UpToDate");
    scene.report("tools").awaitRestarts("2/2 done");
  }

  @Test
  void changesOfAnOpenWindowRestartNothingUntilTheSpecClosesIt() {
    stage.startOperator();
    scene.sync(app("24h"));
    scene.sync(tools("24h"));
    startWorkloads();

    changeAllKeysInTurn();
    scene.report("app").awaitState(WorkloadState.WAITING, "one-key", "all-keys", "both-secrets");
    scene.report("tools").awaitState(WorkloadState.WAITING, "both-secrets", "tools-only");
    scene.report("tools").awaitComplete("False", "Waiting");
    scene.settle();
    assertThat(rollouts()).isEqualTo(of(1));

    scene.sync(tools("0s"));
    scene.awaitRollouts("tools-only", 2);
    scene.awaitRollouts("both-secrets", 2);
    scene.sync(app("0s"));
    scene.awaitRollouts("one-key", 2);
    scene.awaitRollouts("all-keys", 2);
    scene.settle();

    assertThat(rollouts()).isEqualTo(of(2));
  }

  /** The second value is there when the first one's window ends, so nothing is left for its own. */
  @Test
  void changesOfTwoSecretsWithWindowsThatOverlapAreOneRollout() {
    stage.startOperator();
    scene.sync(app("4s"));
    scene.sync(tools("24h"));
    startWorkloads();

    scene.rotate("tools", "KEY_D", "two");
    scene.rotate("app", "KEY_A", "two");
    scene.awaitRollouts("both-secrets", 2);
    scene.awaitCurrent("both-secrets", "tools", "KEY_D");
    scene.sync(tools("0s"));
    scene.awaitRollouts("tools-only", 2);
    scene.settle();

    assertThat(rollouts()).isEqualTo(of(2));
  }

  @Test
  void keyThatChangesWithoutEndIsNotPutOffForEver() {
    stage.startOperator();
    scene.sync(app(WINDOW.toSeconds() + "s"));
    scene.start(scene.deployment("one-key").env("app", "KEY_A"));
    AtomicInteger changes = new AtomicInteger();
    Instant began = Instant.now();

    await("a restart while the key changes")
        .atMost(RestartScene.PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              scene.put("KEY_A", "change-" + changes.incrementAndGet());
              return scene.rollouts("one-key") == 2;
            });
    int untilRestart = changes.get();
    scene.put("KEY_A", "last");
    scene.awaitValue("app", "KEY_A", "last");
    int windows = 1 + (int) Duration.between(began, Instant.now()).dividedBy(WINDOW);
    scene.awaitCurrent("one-key", "app", "KEY_A");
    scene.awaitRolledOut("one-key");
    scene.settle();

    assertThat(untilRestart).as("changes before the restart").isGreaterThan(2);
    assertThat(scene.rollouts("one-key")).as("one for each window").isBetween(2, 1 + windows);
  }

  @Test
  void operatorKilledInsideTheWindowKeepsItsEnd() {
    RestartSettings settings =
        new RestartSettings(Duration.ofSeconds(25), 10, 10, Duration.ofMinutes(10));
    OperatorProcess first = stage.startOperatorProcess(settings, logs.resolve("first.log"));
    scene.sync(scene.orientSecret("app").keys(APP_KEYS));
    scene.apply(scene.deployment("one-key").env("app", "KEY_A"));
    scene.awaitRolledOut("one-key");
    scene.awaitCurrent("one-key", "app", "KEY_A");
    scene.nextSecond();
    Instant before = Instant.now();

    scene.rotate("app", "KEY_A", "two");
    Instant due = announcedEnd();
    first.kill9();
    scene.put("KEY_A", "three");
    OperatorProcess second = stage.startOperatorProcess(settings, logs.resolve("second.log"));
    scene.awaitValue("app", "KEY_A", "three");
    scene.rotate("app", "KEY_A", "four");
    assertThat(announcedEnd()).isEqualTo(due);
    assertThat(scene.rollouts("one-key")).isEqualTo(1);
    second.kill9();
    stage.startOperatorProcess(settings, logs.resolve("third.log"));
    scene.awaitRollouts("one-key", 2);
    scene.report("app").awaitComplete("True", "UpToDate");

    assertThat(due).isBetween(before.plusSeconds(24), before.plusSeconds(25 + 10));
    assertThat(newestRollout("one-key")).isAfterOrEqualTo(due.minusSeconds(1));
    assertThat(scene.rollouts("one-key")).isEqualTo(2);
    scene.awaitCurrent("one-key", "app", "KEY_A");
  }

  /** When the status says that the restart comes. */
  private Instant announcedEnd() {
    String message =
        scene.report("app").awaitWorkload("one-key", WorkloadState.WAITING, "until").message();
    Matcher time = TIME.matcher(message);
    assertThat(time.find()).as(message).isTrue();
    return Instant.parse(time.group());
  }

  private Instant newestRollout(String deployment) {
    return scene.replicaSets(deployment).stream()
        .map(replicaSet -> Instant.parse(replicaSet.getMetadata().getCreationTimestamp()))
        .max(Instant::compareTo)
        .orElseThrow();
  }
}
