package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FailureReport;
import bot.orient.secrets.testing.FakeKubelet;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.OrientSecretBuilder;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.StoreWriter;
import bot.orient.secrets.testing.TestDatabase;
import bot.orient.secrets.testing.TestDeployment;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The operator and those who apply the same manifests again and again leave each other alone. */
@ExtendWith(ControlPlaneExtension.class)
class GitOpsIT {

  private static final String KEY = "OPENAI_API_KEY";

  /** How a tool brings manifests to the cluster, as arguments of kubectl. */
  private record Applier(String name, List<String> arguments) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final Applier CLIENT_SIDE =
      new Applier("kubectl apply", List.of("apply", "--filename=-"));
  private static final Applier ARGO_CD = serverSide("argocd-controller");
  private static final Applier FLUX = serverSide("kustomize-controller");

  private static StoreWriter store;
  private static InProcessOperator operator;
  private static FakeKubelet kubelet;

  private RestartScene scene;

  @RegisterExtension private final FailureReport report = new FailureReport(() -> scene.story());

  private static Applier serverSide(String manager) {
    return new Applier(
        manager,
        List.of(
            "apply",
            "--server-side",
            "--force-conflicts",
            "--field-manager=" + manager,
            "--filename=-"));
  }

  static Stream<Applier> appliers() {
    return Stream.of(CLIENT_SIDE, ARGO_CD, FLUX);
  }

  @BeforeAll
  static void startOperator(ControlPlane controlPlane, KubernetesClient client) {
    TestDatabase database = PostgresServer.shared().createDatabase();
    store = StoreWriter.open(database);
    operator = InProcessOperator.start(controlPlane, database);
    kubelet = FakeKubelet.start(client);
  }

  @AfterAll
  static void stopOperator() {
    kubelet.close();
    operator.close();
    store.close();
  }

  @BeforeEach
  void writeValue(ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {
    scene = new RestartScene(controlPlane, client, store, namespace);
    scene.put(KEY, "one");
  }

  private OrientSecretBuilder app() {
    return scene.orientSecret("app").key(KEY).label("team", "a");
  }

  private TestDeployment chat() {
    return scene.deployment("chat").env("app", KEY).annotation("team", "a");
  }

  private void apply(Applier applier, HasMetadata... manifests) {
    scene.kubectlWithInput(yaml(manifests), applier.arguments().toArray(String[]::new));
  }

  private static String yaml(HasMetadata... manifests) {
    return String.join("\n---\n", Stream.of(manifests).map(Serialization::asYaml).toList());
  }

  private void startWith(Applier applier) {
    apply(applier, app().build(), chat().build());
    scene.awaitReady("app");
    scene.awaitRolledOut("chat");
    scene.awaitCurrent("chat", "app", KEY);
    scene.settle();
  }

  @ParameterizedTest
  @MethodSource("appliers")
  void manifestsAppliedAgainChangeNothingBeforeAndAfterARestart(Applier applier) {
    startWith(applier);
    assertApplyingAgainChangesNothing(applier);

    scene.rotate("app", KEY, "two");
    scene.awaitRollouts("chat", 2);
    assertApplyingAgainChangesNothing(applier);
    assertThat(scene.rollouts("chat")).isEqualTo(2);

    scene.rotate("app", KEY, "three");
    scene.awaitRollouts("chat", 3);
    assertApplyingAgainChangesNothing(applier);
    assertThat(scene.rollouts("chat")).isEqualTo(3);
  }

  private void assertApplyingAgainChangesNothing(Applier applier) {
    scene.settle();
    String deployment = scene.read("chat").getMetadata().getResourceVersion();
    String orientSecret = scene.resource("app").getMetadata().getResourceVersion();

    for (int i = 0; i < 3; i++) {
      apply(applier, app().build(), chat().build());
    }
    scene.settle();

    assertThat(scene.read("chat").getMetadata().getResourceVersion()).isEqualTo(deployment);
    assertThat(scene.resource("app").getMetadata().getResourceVersion()).isEqualTo(orientSecret);
  }

  @ParameterizedTest
  @MethodSource("appliers")
  void nothingDiffersFromTheManifests(Applier applier) {
    startWith(applier);
    assertNoDiff();

    scene.rotate("app", KEY, "two");
    scene.awaitRollouts("chat", 2);
    scene.settle();
    assertNoDiff();
  }

  /** Exit code 1 would be a difference. */
  private void assertNoDiff() {
    assertThat(scene.kubectlExit(yaml(app().build(), chat().build()), "diff", "--filename=-"))
        .as("exit code of kubectl diff")
        .isZero();
  }

  @Test
  void otherToolThatTakesOverKeepsOurAnnotations() {
    startWith(CLIENT_SIDE);
    scene.rotate("app", KEY, "two");
    scene.awaitRollouts("chat", 2);
    String hash = scene.restartHash("chat").orElseThrow();
    Map<String, String> baseline = scene.baseline("chat");

    apply(ARGO_CD, app().build(), chat().build());
    apply(FLUX, app().build(), chat().build());
    apply(CLIENT_SIDE, app().build(), chat().build());
    scene.settle();

    assertThat(scene.restartHash("chat")).contains(hash);
    assertThat(scene.baseline("chat")).isEqualTo(baseline);
    assertThat(scene.rollouts("chat")).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("appliers")
  void changeOfTheTemplateIsOneRolloutAndKeepsTheRestartHash(Applier applier) {
    startWith(applier);
    scene.rotate("app", KEY, "two");
    scene.awaitRollouts("chat", 2);
    String hash = scene.restartHash("chat").orElseThrow();

    apply(applier, app().build(), chat().image("example.test/app:2").build());
    scene.awaitRollouts("chat", 3);
    scene.settle();

    assertThat(scene.rollouts("chat")).isEqualTo(3);
    assertThat(scene.restartHash("chat")).contains(hash);
  }

  @Test
  void weOwnOurThreeAnnotationsOfADeploymentAndNothingElse() {
    startWith(ARGO_CD);
    scene.rotate("app", KEY, "two");
    scene.awaitRollouts("chat", 2);

    assertThat(
            scene.read("chat").getMetadata().getManagedFields().stream()
                .filter(entry -> Markers.FIELD_MANAGER.equals(entry.getManager()))
                .map(entry -> Serialization.asJson(entry.getFieldsV1())))
        .containsExactly(
            """
            {"f:metadata":{"f:annotations":{"f:%s":{},"f:%s":{}}},\
            "f:spec":{"f:template":{"f:metadata":{"f:annotations":{"f:%s":{}}}}}}"""
                .formatted(Markers.BASELINE, Markers.ROLLOUT, Markers.RESTART_HASH));
  }

  /** It removes all three annotations, and by that is a rollout of its own. */
  @Test
  void replacedManifestIsNotFollowedByARestartOfOurs() {
    startWith(CLIENT_SIDE);
    scene.rotate("app", KEY, "two");
    scene.awaitRollouts("chat", 2);
    scene.nextSecond();

    scene.kubectlWithInput(yaml(chat().build()), "replace", "--filename=-");
    scene.awaitCurrent("chat", "app", KEY);
    scene.awaitRolledOut("chat");
    scene.settle();

    assertThat(scene.restartHash("chat")).isEmpty();
    assertThat(scene.rollouts("chat")).isEqualTo(2);

    scene.rotate("app", KEY, "three");
    scene.awaitRollouts("chat", 3);
  }

  /** Somebody exported the live object into Git: the tool owns our annotations from then on. */
  @ParameterizedTest
  @MethodSource("appliers")
  void annotationsOfOursInGitRestartNothingAndStopNoRestart(Applier applier) {
    startWith(CLIENT_SIDE);
    scene.rotate("app", KEY, "two");
    scene.awaitRollouts("chat", 2);
    Deployment copied = withAnnotationsOfOurs();
    apply(applier, copied);
    scene.settle();
    assertThat(scene.rollouts("chat")).isEqualTo(2);

    scene.rotate("app", KEY, "three");
    scene.awaitRollouts("chat", 3);
    scene.settle();
    assertThat(scene.rollouts("chat")).isEqualTo(3);

    // Each sync takes the template back to the one of "two": a rollout that Git asks for, whose
    // pods are young.
    for (int sync = 1; sync <= 2; sync++) {
      scene.nextSecond();
      apply(applier, copied);
      scene.awaitRolledOut("chat");
      scene.settle();
      assertThat(scene.rollouts("chat")).as("after sync %d", sync).isEqualTo(3);
    }
  }

  private Deployment withAnnotationsOfOurs() {
    String baseline = scene.read("chat").getMetadata().getAnnotations().get(Markers.BASELINE);
    String hash = scene.restartHash("chat").orElseThrow();
    return new DeploymentBuilder(chat().annotation(Markers.BASELINE, baseline).build())
        .editSpec()
        .editTemplate()
        .editMetadata()
        .addToAnnotations(Markers.RESTART_HASH, hash)
        .endMetadata()
        .endTemplate()
        .endSpec()
        .build();
  }
}
