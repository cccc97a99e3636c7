package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.sync.RestartSettings;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FailureReport;
import bot.orient.secrets.testing.OperatorProcess;
import bot.orient.secrets.testing.TestNamespace;
import bot.orient.secrets.testing.clock.ProcessClock;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody sets the clock of the operator's machine; the cluster's and the database's are right.
 */
@ExtendWith(ControlPlaneExtension.class)
class ClockJumpIT {

  private static final String KEY = "OPENAI_API_KEY";
  private static final String BUSY_KEY = "SLACK_BOT_TOKEN";
  private static final int MORE_THAN_THE_RATE_LIMIT = 4 * ReconciliationRateLimiter.BURST;
  private static final Duration BETWEEN_CHANGES = ReconciliationRateLimiter.REFILL.dividedBy(10);
  private static final RestartSettings SETTINGS =
      new RestartSettings(Duration.ofSeconds(8), 1, 1, Duration.ofMinutes(10));

  private static final Pattern SET_BACK = Pattern.compile("was set \\d+ s back");
  private static final Pattern SET_AHEAD = Pattern.compile("was set \\d+ s ahead");

  @TempDir private Path directory;
  private ProcessClock clock;
  private RestartStage stage;
  private RestartScene scene;
  private OperatorProcess operator;

  @RegisterExtension
  private final FailureReport report =
      new FailureReport(() -> scene.story() + "\n" + operator.log());

  @BeforeEach
  void enter(ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {
    clock = ProcessClock.in(directory);
    stage = new RestartStage(controlPlane, client, namespace).withClock(clock);
    scene = stage.scene();
    scene.put(KEY, "value-0");
    operator = stage.startOperatorProcess(SETTINGS, directory.resolve("operator.log"));
    scene.sync(scene.orientSecret("app").key(KEY));
    scene.start(scene.deployment("web").env("app", KEY));
  }

  @AfterEach
  void leave() {
    stage.close();
  }

  @Test
  void restartThatWaitsWhenTheClockIsSetIsNotLateByTheJump() {
    scene.rotate("app", KEY, "value-1");
    scene.report("app").awaitWorkload("web", WorkloadState.WAITING, "for further changes");
    clock.move(Duration.ofHours(-1));
    scene.awaitRollouts("web", 2);

    scene.rotate("app", KEY, "value-2");
    scene.awaitRollouts("web", 3);
  }

  @Test
  void restartWaitsNoLongerThanItsTimeAfterTheClockWasSetAhead() {
    setBack();
    scene.rotate("app", KEY, "value-1");
    scene.awaitRollouts("web", 2);

    setRight();
    scene.rotate("app", KEY, "value-2");
    scene.report("app").awaitWorkload("web", WorkloadState.WAITING, "for further changes");
    scene.awaitRollouts("web", 3);
  }

  /** What waits for its rate is woken by nothing else here: no workload uses the Secret. */
  @Test
  void resourceThatChangesTooOftenIsNotLateAfterTheClockWasSetAhead() {
    setBack();
    scene.put(BUSY_KEY, "value-0");
    scene.sync(scene.orientSecret("busy").key(BUSY_KEY));

    setRight();
    for (int i = 1; i <= MORE_THAN_THE_RATE_LIMIT; i++) {
      scene.put(BUSY_KEY, "value-" + i);
      LockSupport.parkNanos(BETWEEN_CHANGES.toNanos());
    }
    scene.awaitValue("busy", BUSY_KEY, "value-" + MORE_THAN_THE_RATE_LIMIT);
  }

  private void setBack() {
    clock.move(Duration.ofHours(-1));
    operator.awaitLog(SET_BACK, RestartScene.PATIENCE);
  }

  private void setRight() {
    clock.move(Duration.ZERO);
    operator.awaitLog(SET_AHEAD, RestartScene.PATIENCE);
  }
}
