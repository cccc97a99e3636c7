package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FailureReport;
import bot.orient.secrets.testing.OrientSecretBuilder;
import bot.orient.secrets.testing.RestartSpecBuilder;
import bot.orient.secrets.testing.TestDeployment;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Those who apply the original manifests all the time disturb no restart at any stage of it. */
@ExtendWith(ControlPlaneExtension.class)
class RestartGitOpsIT {

  private static final String KEY = "OPENAI_API_KEY";

  /** How a tool brings manifests to the cluster. */
  enum Applier {
    KUBECTL("kubectl-client-side-apply", "apply", "--filename=-"),
    ARGO_CD("argocd-controller", serverSide("argocd-controller")),
    /** Without --force-conflicts, so that a conflict would show. */
    FLUX("kustomize-controller", serverSide("kustomize-controller"));

    private final String fieldManager;
    private final String[] arguments;

    Applier(String fieldManager, String... arguments) {
      this.fieldManager = fieldManager;
      this.arguments = arguments;
    }

    private static String[] serverSide(String manager) {
      return new String[] {"apply", "--server-side", "--field-manager=" + manager, "--filename=-"};
    }
  }

  private RestartStage stage;
  private RestartScene scene;
  private RestartReport app;
  private RestartedPods pods;
  private RestartSpecBuilder restart = RestartSpecBuilder.restart();

  @RegisterExtension private final FailureReport report = new FailureReport(() -> scene.story());

  @BeforeEach
  void enter(ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {
    stage = new RestartStage(controlPlane, client, namespace);
    scene = stage.scene();
    app = scene.report("app");
    pods = new RestartedPods(stage.kubelet());
    stage.startOperator();
    scene.put(KEY, "one");
  }

  @AfterEach
  void leave() {
    stage.close();
  }

  private List<HasMetadata> manifests() {
    OrientSecretBuilder orientSecret = scene.orientSecret("app").key(KEY).restart(restart);
    return List.of(orientSecret.build(), user("a").build(), user("b").build());
  }

  private TestDeployment user(String name) {
    return scene
        .deployment(name)
        .env("app", KEY)
        .replicas(2)
        .progressDeadlineSeconds(5)
        .label("team", "a")
        .annotation("team", "a");
  }

  private String yaml() {
    return manifests().stream().map(Serialization::asYaml).collect(Collectors.joining("\n---\n"));
  }

  private void apply(Applier applier) {
    scene.kubectlWithInput(yaml(), applier.arguments);
  }

  private void start(Applier applier, RestartSpecBuilder spec) {
    restart = spec;
    apply(applier);
    scene.awaitReady("app");
    for (String name : List.of("a", "b")) {
      scene.awaitRolledOut(name);
      scene.awaitCurrent(name, "app", KEY);
    }
    scene.settle();
  }

  /** Applied again and again, and nothing moves: no template, no mark of ours, no spec. */
  private void assertApplyingChangesNothing(Applier applier) {
    scene.settle();
    Map<String, String> before = marks();
    Long generation = scene.resource("app").getMetadata().getGeneration();

    for (int i = 0; i < 5; i++) {
      apply(applier);
      assertThat(marks()).isEqualTo(before);
    }
    scene.settle();

    assertThat(marks()).isEqualTo(before);
    assertThat(scene.resource("app").getMetadata().getGeneration()).isEqualTo(generation);
    assertThat(scene.kubectlExit(yaml(), "diff", "--filename=-"))
        .as("exit code of kubectl diff, 1 is a difference")
        .isZero();
    for (String name : List.of("a", "b")) {
      assertThat(scene.read(name).getMetadata().getManagedFields())
          .extracting(ManagedFieldsEntry::getManager)
          .contains(applier.fieldManager, Markers.FIELD_MANAGER);
    }
  }

  private Map<String, String> marks() {
    return Stream.of("a", "b").collect(Collectors.toMap(name -> name, this::marks));
  }

  private String marks(String deployment) {
    Map<String, String> annotations = scene.read(deployment).getMetadata().getAnnotations();
    return "%s %s %s %s"
        .formatted(
            scene.rollouts(deployment),
            scene.restartHash(deployment),
            annotations.get(Markers.BASELINE),
            annotations.get(Markers.ROLLOUT));
  }

  private void assertRollouts(int a, int b) {
    scene.settle();
    assertThat(scene.rollouts("a", "b")).isEqualTo(Map.of("a", a, "b", b));
  }

  private void awaitBegun(String deployment, int rollouts) {
    await("restart of " + deployment)
        .atMost(RestartScene.PATIENCE)
        .until(() -> scene.rollouts(deployment) == rollouts);
  }

  @ParameterizedTest
  @EnumSource
  void duringAndAfterARollout(Applier applier) {
    start(applier, RestartSpecBuilder.restart());
    pods.hold("a", "b");
    scene.rotate("app", KEY, "two");
    awaitBegun("a", 2);
    awaitBegun("b", 2);
    app.awaitState(WorkloadState.ROLLING_OUT, "a", "b");
    for (int i = 0; i < 5; i++) {
      apply(applier);
    }
    assertRollouts(2, 2);

    pods.release("a", "b");
    app.awaitRestarts("2/2 done");
    assertApplyingChangesNothing(applier);
    assertRollouts(2, 2);
  }

  @ParameterizedTest
  @EnumSource
  void duringAWaitForTheCanaryAndForTheSettleWindow(Applier applier) {
    start(applier, RestartSpecBuilder.restart().settle("24h").canary());
    scene.rotate("app", KEY, "two");
    app.awaitState(WorkloadState.WAITING, "a", "b");
    assertApplyingChangesNothing(applier);
    assertRollouts(1, 1);

    restart = RestartSpecBuilder.restart().settle("0s").canary();
    apply(applier);
    scene.awaitRollouts("a", 2);
    scene.awaitRollouts("b", 2);
    app.awaitRestarts("2/2 done");
    assertApplyingChangesNothing(applier);
    assertRollouts(2, 2);
  }

  @ParameterizedTest
  @EnumSource
  void duringAHalt(Applier applier) {
    start(applier, RestartSpecBuilder.restart().canary());
    pods.crash("a");
    scene.rotate("app", KEY, "bad");
    app.awaitState(WorkloadState.FAILED, "a");
    app.awaitWorkload("b", WorkloadState.WAITING, "halted");
    assertApplyingChangesNothing(applier);
    assertRollouts(2, 1);

    pods.healNext(scene, "a");
    scene.rotate("app", KEY, "good");
    scene.awaitRollouts("a", 3);
    scene.awaitRollouts("b", 2);
    app.awaitRestarts("2/2 done");
    assertApplyingChangesNothing(applier);
    assertRollouts(3, 2);
  }
}
