package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FailureReport;
import bot.orient.secrets.testing.OrientSecretBuilder;
import bot.orient.secrets.testing.RestartSpecBuilder;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Restarts begin inside their windows only; the Secret itself never waits. */
@ExtendWith(ControlPlaneExtension.class)
class RestartWindowIT {

  private static final String KEY = "OPENAI_API_KEY";
  private static final LocalDate FAR_AWAY = LocalDate.now(ZoneOffset.UTC).plusDays(150);

  private RestartStage stage;
  private RestartScene scene;
  private RestartReport app;

  @RegisterExtension private final FailureReport report = new FailureReport(() -> scene.story());

  @BeforeEach
  void enter(ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {
    stage = new RestartStage(controlPlane, client, namespace);
    scene = stage.scene();
    app = scene.report("app");
    stage.startOperator();
    scene.put(KEY, "one");
    scene.sync(withWindow(closed()));
    scene.start(scene.deployment("chat").env("app", KEY), scene.deployment("code").env("app", KEY));
  }

  @AfterEach
  void leave() {
    stage.close();
  }

  private OrientSecretBuilder withWindow(RestartSpecBuilder restart) {
    return scene.orientSecret("app").key(KEY).restart(restart);
  }

  private static RestartSpecBuilder closed() {
    return RestartSpecBuilder.restart().window(yearly(FAR_AWAY), "Europe/Berlin", "2h");
  }

  /** At three in the morning. */
  private static String yearly(LocalDate day) {
    return "0 3 %d %d *".formatted(day.getDayOfMonth(), day.getMonthValue());
  }

  private static RestartSpecBuilder open() {
    return RestartSpecBuilder.restart().window("* * * * *", null, "1h");
  }

  private void rotateWhileClosed() {
    scene.rotate("app", KEY, "two");
    // In UTC it is the same day, one or two hours earlier.
    app.awaitWorkload("chat", WorkloadState.WAITING, FAR_AWAY + "T0");
    app.awaitWorkload("code", WorkloadState.WAITING, FAR_AWAY + "T0");
    scene.settle();
    assertThat(scene.rollouts("chat", "code")).isEqualTo(Map.of("chat", 1, "code", 1));
  }

  private void assertOneRolloutEach() {
    scene.awaitRollouts("chat", 2);
    scene.awaitRollouts("code", 2);
    scene.settle();
    assertThat(scene.rollouts("chat", "code")).isEqualTo(Map.of("chat", 2, "code", 2));
    app.awaitComplete("True", "UpToDate");
  }

  @Test
  void closedWindowHoldsRestartsAndTheStatusTellsWhenItOpens() {
    rotateWhileClosed();

    assertThat(app.awaitComplete("False", "Waiting").getMessage()).contains(FAR_AWAY.toString());
    assertThat(scene.kubectl("get", "osec", "app")).contains("0/2 done");
  }

  @Test
  void changesThatPileUpBeforeTheWindowAreOneRolloutInIt() {
    rotateWhileClosed();
    scene.rotate("app", KEY, "three");
    scene.rotate("app", KEY, "four");

    scene.sync(withWindow(open()));

    assertOneRolloutEach();
  }

  @Test
  void oneOfSeveralWindowsIsEnough() {
    rotateWhileClosed();

    scene.sync(withWindow(closed().window("* * * * *", "America/New_York", "1h")));

    assertOneRolloutEach();
  }

  @Test
  void withoutWindowsRestartsBegin() {
    rotateWhileClosed();

    scene.sync(scene.orientSecret("app").key(KEY));

    assertOneRolloutEach();
  }

  @Test
  void valueThatReturnsBeforeTheWindowOpensRestartsNothing() {
    rotateWhileClosed();
    scene.rotate("app", KEY, "one");
    app.awaitComplete("True", "UpToDate");

    scene.sync(withWindow(open()));
    scene.settle();

    assertThat(scene.rollouts("chat", "code")).isEqualTo(Map.of("chat", 1, "code", 1));
  }

  @Test
  void operatorThatRestartsWhileTheWindowIsClosedKeepsWaiting() {
    rotateWhileClosed();

    stage.stopOperator();
    stage.startOperator();
    app.awaitWorkload("chat", WorkloadState.WAITING, FAR_AWAY + "T0");
    scene.settle();
    assertThat(scene.rollouts("chat", "code")).isEqualTo(Map.of("chat", 1, "code", 1));

    scene.sync(withWindow(open()));
    assertOneRolloutEach();
  }
}
