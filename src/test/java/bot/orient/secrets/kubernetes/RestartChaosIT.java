package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.sync.RestartSettings;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FailureReport;
import bot.orient.secrets.testing.OperatorProcess;
import bot.orient.secrets.testing.RestartSpecBuilder;
import bot.orient.secrets.testing.TestDeployment;
import bot.orient.secrets.testing.TestNamespace;
import bot.orient.secrets.testing.clock.ProcessClock;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * An operator that is killed again and again, or whose clock is set, at moments drawn from a seed,
 * comes to the same end as one that is left alone. {@code -Dchaos.rounds} makes more rounds, {@code
 * -Dchaos.seed} repeats one.
 */
@ExtendWith(ControlPlaneExtension.class)
class RestartChaosIT {

  private static final String KEY = "OPENAI_API_KEY";
  private static final int ROUNDS = Integer.getInteger("chaos.rounds", 4);
  private static final long SEED = Long.getLong("chaos.seed", 20_260_301);
  private static final int CAP = 3;
  private static final int FIRST_WAVE = 4;
  private static final int USERS = 12;
  private static final RestartSettings SETTINGS =
      new RestartSettings(Duration.ofSeconds(1), CAP, CAP, Duration.ofMinutes(10));

  /** From before the Secret is written to the midst of the last wave, on machines slow and fast. */
  private static final int LONGEST_LIFE_MILLIS = 9_000;

  private static final int MOST_KILLS = 4;
  private static final int MOST_JUMPS = 4;
  private static final int LONGEST_JUMP_SECONDS = 3_600;

  @TempDir private Path logs;
  private ProcessClock clock;
  private RestartStage stage;
  private RestartScene scene;
  private OperatorProcess operator;
  private int launches;

  @RegisterExtension
  private final FailureReport report =
      new FailureReport(() -> scene.story() + "\n" + operator.log());

  @BeforeEach
  void enter(ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {
    clock = ProcessClock.in(logs);
    stage = new RestartStage(controlPlane, client, namespace).withClock(clock);
    scene = stage.scene();
    scene.put(KEY, "value-0");
    operator = stage.startOperatorProcess(SETTINGS, nextLog());
    scene.sync(
        scene
            .orientSecret("app")
            .key(KEY)
            .restart(RestartSpecBuilder.restart().wave("tier", "edge").canary()));
    scene.apply(
        users()
            .map(
                name -> {
                  TestDeployment user = scene.deployment(name).env("app", KEY);
                  return firstWave().contains(name) ? user.label("tier", "edge") : user;
                })
            .toArray(TestDeployment[]::new));
    users().forEach(scene::awaitRolledOut);
    users().forEach(name -> scene.awaitCurrent(name, "app", KEY));
  }

  @AfterEach
  void leave() {
    stage.close();
  }

  private Path nextLog() {
    launches++;
    return logs.resolve("operator-" + launches + ".log");
  }

  private static Stream<String> users() {
    return IntStream.range(0, USERS).mapToObj("app-%02d"::formatted);
  }

  /** Not the first by name, so that nothing but the waves puts them first. */
  private static List<String> firstWave() {
    return users().skip(USERS - FIRST_WAVE).toList();
  }

  private void slowDownPods() {
    stage.kubelet().decide(RestartedPods.slow());
  }

  @Test
  void killsChangeNoOutcome() {
    slowDownPods();
    for (int round = 1; round <= ROUNDS; round++) {
      long seed = SEED + round - 1;
      try (RolloutWatch watch = new RolloutWatch(stage.client(), Set.of(scene.namespace()))) {
        scene.put(KEY, "value-" + round);
        String kills = killAtRandom(new Random(seed));
        assertOutcome(watch, round, "seed %d, killed after %s ms".formatted(seed, kills));
      }
    }
  }

  /** It is an hour wrong at most, either way, and at the end of a round it may stay so. */
  @Test
  void aClockThatIsSetChangesNoOutcome() {
    slowDownPods();
    for (int round = 1; round <= Math.max(2, ROUNDS / 2); round++) {
      long seed = SEED + round - 1;
      try (RolloutWatch watch = new RolloutWatch(stage.client(), Set.of(scene.namespace()))) {
        scene.put(KEY, "value-" + round);
        String jumps = setClockAtRandom(new Random(seed));
        assertOutcome(watch, round, "seed %d, the clock was set %s".formatted(seed, jumps));
      }
    }
  }

  @Test
  void killsDuringAFailureLeaveTheOthersUntouched() {
    String canary = firstWave().get(0);
    RestartedPods pods = new RestartedPods(stage.kubelet()).crash(canary);
    scene.apply(
        scene.deployment(canary).env("app", KEY).label("tier", "edge").progressDeadlineSeconds(3));
    Random random = new Random(SEED);
    scene.put(KEY, "bad");
    String kills = "seed %d, killed after %s ms".formatted(SEED, killAtRandom(random));
    RestartReport app = scene.report("app");
    app.awaitWorkload(canary, WorkloadState.FAILED, "ProgressDeadlineExceeded");
    users()
        .filter(name -> !name.equals(canary))
        .forEach(name -> app.awaitWorkload(name, WorkloadState.WAITING, "halted"));
    kills += " and " + killAtRandom(random);
    app.awaitComplete("False", "RolloutFailed");
    assertThat(users().filter(name -> scene.rollouts(name) != 1)).as(kills).containsOnly(canary);

    pods.healNext(scene, canary);
    scene.put(KEY, "good");
    kills += " and " + killAtRandom(random);
    app.awaitRestarts(USERS + "/" + USERS + " done");
    users().forEach(name -> scene.awaitCurrent(name, "app", KEY));

    assertThat(users().filter(name -> scene.rollouts(name) != 2)).as(kills).containsOnly(canary);
    assertThat(scene.rollouts(canary)).as(kills).isEqualTo(3);
  }

  private String killAtRandom(Random random) {
    StringBuilder lives = new StringBuilder();
    int kills = 1 + random.nextInt(MOST_KILLS);
    for (int i = 0; i < kills; i++) {
      int life = random.nextInt(LONGEST_LIFE_MILLIS);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(life));
      operator.kill9();
      operator = stage.launchOperator(SETTINGS, nextLog());
      lives.append(i == 0 ? "" : ", ").append(life);
    }
    return lives.toString();
  }

  private String setClockAtRandom(Random random) {
    StringBuilder story = new StringBuilder();
    int jumps = 1 + random.nextInt(MOST_JUMPS);
    for (int i = 0; i < jumps; i++) {
      int pause = random.nextInt(LONGEST_LIFE_MILLIS);
      int ahead = random.nextInt(2 * LONGEST_JUMP_SECONDS) - LONGEST_JUMP_SECONDS;
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
      clock.move(Duration.ofSeconds(ahead));
      story.append("%s%d s ahead after %d ms".formatted(i == 0 ? "" : ", ", ahead, pause));
    }
    return story.toString();
  }

  private void assertOutcome(RolloutWatch watch, int round, String story) {
    await("all restarts, " + story)
        .atMost(Duration.ofMinutes(2))
        .until(() -> Set.copyOf(watch.finished()).size() == USERS && watch.rolling().isEmpty());
    scene.awaitValue("app", KEY, "value-" + round);
    users().forEach(name -> scene.awaitCurrent(name, "app", KEY));
    scene.report("app").awaitRestarts(USERS + "/" + USERS + " done");

    assertThat(users().map(scene::rollouts)).as("rollouts, " + story).containsOnly(1 + round);
    assertThat(watch.finished()).as("each once, " + story).hasSize(USERS);
    assertThat(watch.most()).as("at once, " + story).isBetween(2, CAP);
    List<String> started =
        watch.started().stream().map(name -> name.substring(name.indexOf('/') + 1)).toList();
    assertThat(started.subList(0, FIRST_WAVE))
        .as("the first wave, " + story)
        .containsExactlyInAnyOrderElementsOf(firstWave());
    assertThat(started.get(0)).as("the canary, " + story).isEqualTo(firstWave().get(0));
    assertThat(watch.rollingWhenStarted(watch.started().get(1)))
        .as("the canary was through when the next began, " + story)
        .doesNotContain(watch.started().get(0));
  }
}
