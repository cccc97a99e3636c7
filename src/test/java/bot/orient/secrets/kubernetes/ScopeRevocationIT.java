package bot.orient.secrets.kubernetes;

import static bot.orient.secrets.kubernetes.RestartScene.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FailureReport;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What workloads notice of a scope that is taken back, and granted again. */
@ExtendWith(ControlPlaneExtension.class)
class ScopeRevocationIT {

  private static final String KEY = "OPENAI_API_KEY";

  private RestartStage stage;
  private RestartScene scene;
  private String scope;

  @RegisterExtension private final FailureReport report = new FailureReport(() -> scene.story());

  @BeforeEach
  void shareAKey(ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {
    stage = new RestartStage(controlPlane, client, namespace);
    scene = stage.scene();
    scope = "shared." + namespace;
    stage.store().put(scope, KEY, "one");
    stage.store().grant(scope, scene.namespace());
    stage.startOperator();
    scene.sync(scene.orientSecret("app").key(KEY).scope(scope));
    scene.start(scene.deployment("chat").env("app", KEY));
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private void revoke() {
    stage.store().revoke(scope, scene.namespace());
    await("Secret app to go").atMost(PATIENCE).until(() -> scene.find("app").isEmpty());
    scene.settle();
  }

  @Test
  void revocationByMistakeRestartsNothingAndAValueThatCameMeanwhileDoes() {
    int before = scene.rollouts("chat");

    revoke();
    stage.store().grant(scope, scene.namespace());
    scene.awaitValue("app", KEY, "one");
    scene.settle();
    assertThat(scene.rollouts("chat")).isEqualTo(before);

    revoke();
    assertThat(scene.rollouts("chat")).isEqualTo(before);
    stage.store().put(scope, KEY, "two");
    stage.store().grant(scope, scene.namespace());
    scene.awaitValue("app", KEY, "two");
    scene.awaitRollouts("chat", before + 1);
    scene.awaitCurrent("chat", "app", KEY);
  }
}
