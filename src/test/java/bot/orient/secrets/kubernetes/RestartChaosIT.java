package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.RestartSettings;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FailureReport;
import bot.orient.secrets.testing.OperatorProcess;
import bot.orient.secrets.testing.PodFate;
import bot.orient.secrets.testing.RestartSpecBuilder;
import bot.orient.secrets.testing.TestDeployment;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * An operator that is killed again and again, at moments drawn from a seed, comes to the same end
 * as one that is not. {@code -Dchaos.rounds} makes more rounds, {@code -Dchaos.seed} repeats one.
 */
@ExtendWith(ControlPlaneExtension.class)
class RestartChaosIT {

  private static final String KEY = "OPENAI_API_KEY";
  private static final int ROUNDS = Integer.getInteger("chaos.rounds", 5);
  private static final long SEED = Long.getLong("chaos.seed", 20_260_301);
  private static final int CAP = 3;
  private static final int FIRST_WAVE = 4;
  private static final int USERS = 12;
  private static final RestartSettings SETTINGS =
      new RestartSettings(Duration.ofSeconds(1), CAP, CAP, Duration.ofMinutes(10));

  /** From before the Secret is written to the midst of the last wave, on machines slow and fast. */
  private static final int LONGEST_LIFE_MILLIS = 9_000;

  private static final int MOST_KILLS = 4;

  @TempDir private Path logs;
  private RestartStage stage;
  private RestartScene scene;
  private OperatorProcess operator;
  private int launches;

  @RegisterExtension
  private final FailureReport report =
      new FailureReport(() -> scene.story() + "\n" + operator.log());

  @BeforeEach
  void enter(ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {
    stage = new RestartStage(controlPlane, client, namespace);
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
    stage.kubelet().decide(slowStart());
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

  private static Function<Pod, PodFate> slowStart() {
    Map<String, Long> firstSeen = new ConcurrentHashMap<>();
    return pod -> {
      long now = System.nanoTime();
      long since = firstSeen.computeIfAbsent(pod.getMetadata().getUid(), uid -> now);
      return isRestarted(pod) && now - since < TimeUnit.MILLISECONDS.toNanos(300)
          ? PodFate.PENDING
          : PodFate.READY;
    };
  }

  private static boolean isRestarted(Pod pod) {
    return pod.getMetadata().getAnnotations() != null
        && pod.getMetadata().getAnnotations().containsKey(Markers.RESTART_HASH);
  }

  @Test
  void killsChangeNoOutcome() {
    for (int round = 1; round <= ROUNDS; round++) {
      long seed = SEED + round - 1;
      try (RolloutWatch watch = new RolloutWatch(stage.client(), Set.of(scene.namespace()))) {
        scene.put(KEY, "value-" + round);
        String kills = killAtRandom(new Random(seed));
        assertOutcome(watch, round, "seed %d, killed after %s ms".formatted(seed, kills));
      }
    }
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
