package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.RestartPolicy;
import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.crypto.DirectoryKekProvider;
import bot.orient.secrets.store.KekState;
import bot.orient.secrets.store.KeyRotation;
import bot.orient.secrets.store.KeyRotationProgress;
import bot.orient.secrets.store.SeedRotationStart;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.testing.ConcurrentTest;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FailureReport;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.MountedSecret;
import bot.orient.secrets.testing.OrientSecretBuilder;
import bot.orient.secrets.testing.RestartSpecBuilder;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens while no value changes restarts nothing. */
@ExtendWith(ControlPlaneExtension.class)
class QuietIT {

  private static final String KEY = "OPENAI_API_KEY";
  private static final String OTHER = "GITHUB_TOKEN";
  private static final String[] USERS = {"env", "env-from", "files", "sub-path"};

  private RestartStage stage;
  private RestartScene scene;
  private RestartReport app;

  @RegisterExtension private final FailureReport report = new FailureReport(() -> scene.story());

  @BeforeEach
  void restartAllOnce(ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {
    stage = new RestartStage(controlPlane, client, namespace);
    scene = stage.scene();
    app = scene.report("app");
    scene.put(KEY, "one");
    scene.put(OTHER, "one");
    stage.startOperator();
    scene.sync(app(atOnce()));
    scene.start(
        scene.deployment("env").env("app", KEY).replicas(2),
        scene.deployment("env-from").envFrom("app"),
        scene.deployment("files").volume("app", KEY),
        scene.deployment("sub-path").subPath("app", KEY).env("app", OTHER));
    scene.rotate("app", KEY, "two");
    for (String user : USERS) {
      scene.awaitRollouts(user, 2);
    }
    app.awaitComplete("True", "UpToDate");
    // A pod that started in the very second of a change may have either value.
    scene.nextSecond();
  }

  @AfterEach
  void leave() {
    stage.close();
  }

  /**
   * The default, spelt out: API servers such as 1.20 make null of an object of which a server-side
   * apply takes out the last field, and then refuse it.
   */
  private static RestartSpecBuilder atOnce() {
    return RestartSpecBuilder.restart().settle("0s");
  }

  private OrientSecretBuilder app(RestartSpecBuilder restart) {
    return scene.orientSecret("app").key(KEY).key(OTHER).restart(restart);
  }

  private void assertQuiet() {
    scene.settle();
    assertRollouts(2);
  }

  private void assertRollouts(int each) {
    Map<String, Integer> expected = new TreeMap<>();
    for (String user : USERS) {
      expected.put(user, each);
    }
    assertThat(scene.rollouts(USERS)).isEqualTo(expected);
  }

  private void assertThatRestartsStillWork() {
    scene.nextSecond();
    scene.rotate("app", KEY, "three");
    for (String user : USERS) {
      scene.awaitRollouts(user, 3);
    }
  }

  @ConcurrentTest
  void editsOfTheRestartSpecRestartNothing() {
    scene.sync(app(RestartSpecBuilder.restart().settle("1h")));
    scene.sync(app(RestartSpecBuilder.restart().settle("0s").canary()));
    scene.sync(app(RestartSpecBuilder.restart().wave("tier", "edge").wave("tier", "core")));
    scene.sync(app(RestartSpecBuilder.restart().window("0 3 29 2 *", "Europe/Berlin", "1h")));
    scene.sync(app(RestartSpecBuilder.restart().policy(RestartPolicy.NEVER)));
    scene.sync(app(RestartSpecBuilder.restart().policy(RestartPolicy.AUTO)));
    scene.sync(app(atOnce()));

    assertQuiet();
    assertThatRestartsStillWork();
  }

  @ConcurrentTest
  void requestsWithNothingPendingRestartNothing() {
    scene.nextSecond();
    scene.annotate("app", Markers.RESTART_NOW, "monday");
    app.awaitHandledRestartNow("monday");
    scene.annotate("app", Markers.SKIP_RESTART, "tuesday");
    app.awaitHandledSkipRestart("tuesday");

    assertQuiet();
    app.awaitRestarts("4/4 done");
    assertThatRestartsStillWork();
  }

  @ConcurrentTest
  void sameValueWrittenAgainRestartsNothingAndOpensNoWindow() {
    scene.sync(app(RestartSpecBuilder.restart().settle("24h")));
    for (int i = 0; i < 5; i++) {
      scene.put(KEY, "two");
    }
    scene.settle();

    app.awaitComplete("True", "UpToDate");
    scene.sync(app(atOnce()));
    assertQuiet();
  }

  @ConcurrentTest
  void valueThatReturnsBeforeItsWindowEndsRestartsNothing() {
    scene.sync(app(RestartSpecBuilder.restart().settle("24h")));
    scene.rotate("app", KEY, "wrong");
    app.awaitState(WorkloadState.WAITING, USERS);
    scene.rotate("app", KEY, "two");
    app.awaitComplete("True", "UpToDate");

    scene.sync(app(atOnce()));
    assertQuiet();
    assertThatRestartsStillWork();
  }

  /** As a resync does: everything is looked at again, for no reason. */
  @ConcurrentTest
  void secondLookAtEverythingRestartsNothing() {
    for (int i = 0; i < 5; i++) {
      stage.store().grant(scene.namespace(), scene.namespace());
      scene.kubectl("annotate", "--overwrite", "deployment", "--all", "example.test/look=" + i);
    }
    stage.stopOperator();
    stage.startOperator();

    assertQuiet();
  }

  @ConcurrentTest
  void orientSecretCreatedAnewWithRulesRestartsNothing() {
    scene.delete(scene.resource("app"));
    await("the Secret to be collected")
        .atMost(RestartScene.PATIENCE)
        .until(() -> scene.find("app").isEmpty());
    scene.settle();

    scene.sync(app(RestartSpecBuilder.restart().canary().wave("tier", "edge")));
    assertQuiet();
    assertThatRestartsStillWork();
  }

  /** The pending restart is not lost, and not doubled. */
  @ConcurrentTest
  void orientSecretCreatedAnewWhileARestartWaitsIsOneRollout() {
    scene.sync(app(RestartSpecBuilder.restart().settle("24h")));
    scene.rotate("app", KEY, "three");
    app.awaitState(WorkloadState.WAITING, USERS);
    scene.delete(scene.resource("app"));
    await("the Secret to be collected")
        .atMost(RestartScene.PATIENCE)
        .until(() -> scene.find("app").isEmpty());

    scene.sync(app(atOnce()));
    for (String user : USERS) {
      scene.awaitRollouts(user, 3);
    }
    scene.settle();
    assertRollouts(3);
  }

  /** The version before knew baselines and hashes, and neither rollouts nor rules. */
  @ConcurrentTest
  void upgradeFromTheVersionBeforeRestartsNothing() {
    stage.stopOperator();
    for (String user : USERS) {
      writeMarksOfTheVersionBefore(user);
      assertThat(scene.read(user).getMetadata().getAnnotations())
          .containsKey(Markers.BASELINE)
          .doesNotContainKey(Markers.ROLLOUT);
    }
    scene.kubectl("annotate", "secret/app", Markers.RESTART_RULES + "-");
    stage.startOperator();

    assertQuiet();
    app.awaitComplete("True", "UpToDate");
    assertThatRestartsStillWork();
  }

  private void writeMarksOfTheVersionBefore(String deployment) {
    Deployment live = scene.read(deployment);
    String body =
        """
        {"apiVersion": "apps/v1", "kind": "Deployment",
         "metadata": {"name": "%s", "annotations": {"%s": %s}},
         "spec": {"template": {"metadata": {"annotations": {"%s": "%s"}}}}}"""
            .formatted(
                deployment,
                Markers.BASELINE,
                quoted(live.getMetadata().getAnnotations().get(Markers.BASELINE)),
                Markers.RESTART_HASH,
                scene.restartHash(deployment).orElseThrow());
    scene.kubectlWithInput(
        body,
        "apply",
        "--server-side",
        "--force-conflicts",
        "--field-manager=" + Markers.FIELD_MANAGER,
        "--validate=false",
        "--filename=-");
  }

  private static String quoted(String json) {
    return '"' + json.replace("\"", "\\\"") + '"';
  }

  /**
   * With policy Never the version before noted every key as one that never restarts, so that
   * workloads have no baseline for them.
   */
  @ConcurrentTest
  void upgradeWithPolicyNeverRestartsNothing() {
    scene.sync(app(RestartSpecBuilder.restart().policy(RestartPolicy.NEVER)));
    scene.rotate("app", KEY, "three");
    app.awaitState(WorkloadState.RESTART_NEEDED, USERS);
    stage.stopOperator();
    scene.kubectl(
        "annotate",
        "--overwrite",
        "secret/app",
        Markers.RESTART_RULES + "-",
        Markers.KEYS + "=" + keysOfTheVersionBefore());
    for (String user : USERS) {
      scene.kubectl("annotate", "deployment/" + user, Markers.BASELINE + "-");
    }
    stage.startOperator();

    assertQuiet();
  }

  private String keysOfTheVersionBefore() {
    return scene
        .find("app")
        .orElseThrow()
        .getMetadata()
        .getAnnotations()
        .get(Markers.KEYS)
        .replaceAll("\"r\":\"[^\"]*\"", "\"r\":\"Never\"");
  }

  @ConcurrentTest
  void restoreOfABackupRestartsNothing() {
    Secret secret = scene.find("app").orElseThrow();
    List<Deployment> deployments = List.of(USERS).stream().map(scene::read).toList();
    OrientSecret orientSecret = scene.resource("app");
    scene.delete(orientSecret);
    scene.kubectl("delete", "deployments", "--all", "--cascade=background");
    await("everything to be gone")
        .atMost(RestartScene.PATIENCE)
        .until(
            () ->
                scene.find("app").isEmpty()
                    && List.of(USERS).stream().allMatch(user -> scene.rollouts(user) == 0));
    scene.forgetWitness();

    restore(secret);
    scene.nextSecond();
    deployments.forEach(
        deployment -> restore(new DeploymentBuilder(deployment).withStatus(null).build()));
    for (String user : USERS) {
      scene.awaitRolledOut(user);
    }
    scene.nextSecond();
    orientSecret.setStatus(null);
    restore(orientSecret);
    scene.awaitReady("app");
    app.awaitRestarts("4/4 done");

    scene.settle();
    assertRollouts(1);
    scene.nextSecond();
    scene.rotate("app", KEY, "three");
    for (String user : USERS) {
      scene.awaitRollouts(user, 2);
    }
    scene.settle();
    assertRollouts(2);
  }

  /** As Velero does: only the name, labels and annotations of the metadata come back. */
  private void restore(HasMetadata resource) {
    ObjectMeta kept =
        new ObjectMetaBuilder()
            .withNamespace(resource.getMetadata().getNamespace())
            .withName(resource.getMetadata().getName())
            .withLabels(resource.getMetadata().getLabels())
            .withAnnotations(resource.getMetadata().getAnnotations())
            .build();
    resource.setMetadata(kept);
    stage.client().resource(resource).create();
  }

  /**
   * The scope's values are re-encrypted, then all keys are wrapped anew, while the operator runs.
   */
  @ConcurrentTest
  void rotationOfKeysRestartsNothingAndRewritesNoSecret(@TempDir Path directory) {
    MountedSecret keks = new MountedSecret(directory);
    keks.write(Map.of("env", InProcessOperator.KEK));
    stage.stopOperator();
    KeyRotation rotation = stage.startOperator(new DirectoryKekProvider(directory)).keyRotation();
    scene.settle();
    String before = scene.find("app").orElseThrow().getMetadata().getResourceVersion();

    assertThat(rotation.rotateSeed(scene.namespace(), InProcessOperator.ALICE))
        .isInstanceOf(SeedRotationStart.Started.class);
    KeyRotationProgress reencrypted =
        await("the re-encryption")
            .atMost(RestartScene.PATIENCE)
            .until(
                () -> rotation.progress(scene.namespace()).orElseThrow(),
                job -> job.state() == KeyRotationProgress.State.DONE);
    assertThat(reencrypted.done()).isGreaterThanOrEqualTo(3);
    assertQuiet();
    keks.write(
        Map.of("env", InProcessOperator.KEK, "k2", "fedcba9876543210".repeat(4), "active", "k2"));
    await("the new key-encryption key")
        .atMost(RestartScene.PATIENCE)
        .until(() -> rotation.kekStatus().states().get("k2") == KekState.ACTIVE);
    assertQuiet();

    assertThat(scene.find("app").orElseThrow().getMetadata().getResourceVersion())
        .isEqualTo(before);
    assertThatRestartsStillWork();
  }

  @ConcurrentTest
  void keyThatRestartsIfEnvironmentSparesPlainVolumesButNotSubPaths() {
    scene.sync(
        scene
            .orientSecret("app")
            .key(KEY, RestartRule.IF_ENVIRONMENT)
            .key(OTHER)
            .restart(atOnce()));

    scene.rotate("app", KEY, "three");
    scene.awaitRollouts("env", 3);
    scene.awaitRollouts("env-from", 3);
    scene.awaitRollouts("sub-path", 3);
    scene.settle();

    assertThat(scene.rollouts(USERS))
        .isEqualTo(Map.of("env", 3, "env-from", 3, "sub-path", 3, "files", 2));
    app.awaitComplete("True", "UpToDate");
  }
}
