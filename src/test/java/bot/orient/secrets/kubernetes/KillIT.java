package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FailureReport;
import bot.orient.secrets.testing.FakeKubelet;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.OperatorProcess;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.StoreWriter;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An operator that dies at any moment of a rotation loses no restart and doubles none. */
@ExtendWith(ControlPlaneExtension.class)
class KillIT {

  private static final String KEY = "OPENAI_API_KEY";
  private static final String OTHER = "GITHUB_TOKEN";
  private static final Pattern STARTED = Pattern.compile("started$", Pattern.MULTILINE);

  /** From before the Secret is written to after the rollout, on machines slow and fast. */
  private static final int[] MILLIS_AFTER_WRITE = {0, 5, 10, 20, 40, 80, 120, 200, 350, 600};

  @TempDir private Path logs;
  private ControlPlane controlPlane;
  private TestDatabase database;
  private StoreWriter store;
  private FakeKubelet kubelet;
  private RestartScene scene;
  private OperatorProcess operator;
  private int rotations;

  @RegisterExtension
  private final FailureReport report =
      new FailureReport(() -> scene.story() + "\n" + operator.log());

  @BeforeEach
  void startTwoWorkloads(ControlPlane running, KubernetesClient client, TestNamespace namespace) {
    controlPlane = running;
    database = PostgresServer.shared().createDatabase();
    store = StoreWriter.open(database);
    kubelet = FakeKubelet.start(client, namespace.name());
    scene = new RestartScene(controlPlane, client, store, namespace);
    scene.put(KEY, value());
    scene.put(OTHER, "never rotated");
    startOperator(controlPlane.kubeconfig());
    scene.sync(scene.orientSecret("app").key(KEY).key(OTHER));
    scene.start(
        scene.deployment("chat").env("app", KEY).replicas(2),
        scene.deployment("code").env("app", OTHER).replicas(2));
  }

  @AfterEach
  void stopEverything() {
    operator.close();
    kubelet.close();
    store.close();
  }

  @Test
  void killedAtAnyTimeAfterTheWriteItRestartsOnce() {
    for (int millis : MILLIS_AFTER_WRITE) {
      rotate();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
      operator.kill9();
      System.err.printf("killed %d ms after the write: %s%n", millis, progress());
      startOperator(controlPlane.kubeconfig());
      assertExactlyOneRollout("killed " + millis + " ms after the write");
    }
  }

  @Test
  void killedAsSoonAsTheSecretHasTheValueItRestartsOnce() {
    for (int i = 0; i < 3; i++) {
      rotate();
      poll(() -> scene.value("app", KEY).orElseThrow().equals(value()));
      operator.kill9();
      System.err.printf("killed once the Secret had the value: %s%n", progress());
      startOperator(controlPlane.kubeconfig());
      assertExactlyOneRollout("killed once the Secret had the value");
    }
  }

  @Test
  void killedAsSoonAsTheTemplateIsChangedItRestartsOnce() {
    var before = scene.restartHash("chat");
    rotate();
    poll(() -> !scene.restartHash("chat").equals(before));
    operator.kill9();
    startOperator(controlPlane.kubeconfig());
    assertExactlyOneRollout("killed once the template was changed");
  }

  @Test
  void killedAgainWhileItStartsItRestartsOnce() {
    rotate();
    operator.kill9();
    for (int millis : new int[] {300, 900, 1500, 2100, 2700}) {
      launch(controlPlane.kubeconfig());
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
      operator.kill9();
    }
    startOperator(controlPlane.kubeconfig());
    assertExactlyOneRollout("killed again and again while it started");
  }

  private void rotate() {
    rotations++;
    scene.put(KEY, value());
  }

  private String value() {
    return "value-" + rotations;
  }

  private void startOperator(Path kubeconfig) {
    launch(kubeconfig);
    operator.awaitLog(STARTED, RestartScene.PATIENCE);
  }

  private void launch(Path kubeconfig) {
    operator =
        OperatorProcess.builder()
            .env("ORIENT_DATABASE_URL", database.jdbcUrl())
            .env("ORIENT_DATABASE_USER", database.username())
            .env("ORIENT_DATABASE_PASSWORD", database.password())
            .env("ORIENT_KEK", InProcessOperator.KEK)
            .env("ORIENT_NAMESPACES", scene.namespace())
            .env("ORIENT_RESTART_SETTLE", "PT0S")
            .env("KUBECONFIG", kubeconfig.toString())
            .start(logs.resolve("operator-" + System.nanoTime() + ".log"));
  }

  private void assertExactlyOneRollout(String moment) {
    scene.awaitValue("app", KEY, value());
    scene.awaitCurrent("chat", "app", KEY);
    scene.awaitReady("app");
    scene.settle();
    assertThat(scene.rollouts("chat")).as(moment).isEqualTo(1 + rotations);
    assertThat(scene.rollouts("code")).as(moment).isEqualTo(1);
  }

  /** How far the rotation had come. */
  private String progress() {
    if (!scene.value("app", KEY).orElseThrow().equals(value())) {
      return "the Secret had the old value";
    }
    return scene.rollouts("chat") == 1 + rotations
        ? "the rollout had begun"
        : "the Secret had the new value, no rollout had begun";
  }

  /** As quickly as the API server answers. */
  private static void poll(Callable<Boolean> reached) {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .atMost(RestartScene.PATIENCE)
        .until(reached);
  }
}
