package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.RestartSettings;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FailureReport;
import bot.orient.secrets.testing.PodFate;
import bot.orient.secrets.testing.TestDeployment;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** However many workloads a rotation concerns, only so many roll out at once. */
@ExtendWith(ControlPlaneExtension.class)
class RolloutCapIT {

  private static final String KEY = "OPENAI_API_KEY";
  private static final String SCOPE = "shared.platform";
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private RestartStage stage;

  @RegisterExtension
  private final FailureReport report =
      new FailureReport(() -> stage.scene().kubectl("get", "osec,deployments", "--output=wide"));

  @BeforeEach
  void enter(ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {
    stage = new RestartStage(controlPlane, client, namespace, 2);
  }

  @AfterEach
  void leave() {
    stage.close();
  }

  @Test
  void rotationUsedBy200DeploymentsNeverRollsOutMoreThan10AndStarvesNobody() {
    startOperator(10, 10);
    RestartScene one = stage.scene();
    RestartScene two = stage.neighbour(0);
    RestartScene small = stage.neighbour(1);
    shareKey(one, two);
    small.put(KEY, "one");
    small.sync(small.orientSecret("app").key(KEY));
    deploy(one, 100);
    deploy(two, 100);
    deploy(small, 3);
    try (RolloutWatch watch = watch(one, two, small)) {
      stage.kubelet().decide(RestartedPods.slow());

      stage.store().put(SCOPE, KEY, "two");
      await().atMost(PATIENCE).until(() -> watch.finished().size() >= 20);
      small.rotate("app", KEY, "two");
      await("all rollouts").atMost(PATIENCE).until(() -> watch.finished().size() >= 203);

      assertThat(watch.most()).isEqualTo(10);
      assertThat(watch.rolling()).isEmpty();
      assertOneRolloutEach(one, 100);
      assertOneRolloutEach(two, 100);
      assertOneRolloutEach(small, 3);
      // It came when 20 were through and 10 under way; fair turns give it the next free ones.
      assertThat(watch.finished().stream().limit(100))
          .filteredOn(name -> name.startsWith(small.namespace()))
          .hasSize(3);
      one.report("app").awaitComplete("True", "UpToDate");
      two.report("app").awaitRestarts("100/100 done");
    }
  }

  @Test
  void noNamespaceRollsOutMoreThanItsShare() {
    startOperator(8, 3);
    RestartScene one = stage.scene();
    RestartScene two = stage.neighbour(0);
    shareKey(one, two);
    deploy(one, 9);
    deploy(two, 9);
    try (RolloutWatch watch = watch(one, two)) {
      stage.kubelet().decide(RestartedPods.slow());

      stage.store().put(SCOPE, KEY, "two");
      await("all rollouts").atMost(PATIENCE).until(() -> watch.finished().size() >= 18);

      assertThat(watch.most(one.namespace())).isEqualTo(3);
      assertThat(watch.most(two.namespace())).isEqualTo(3);
      assertOneRolloutEach(one, 9);
      assertOneRolloutEach(two, 9);
    }
  }

  /** What is under way is counted from the cluster, whoever began it. */
  @Test
  void operatorThatStartsWhileRolloutsAreUnderWayCountsThem() {
    startOperator(4, 4);
    RestartScene one = stage.scene();
    one.put(KEY, "one");
    one.sync(one.orientSecret("app").key(KEY));
    deploy(one, 10);
    try (RolloutWatch watch = watch(one)) {
      stage
          .kubelet()
          .decide(pod -> RestartedPods.isRestarted(pod) ? PodFate.PENDING : PodFate.READY);
      one.rotate("app", KEY, "two");
      await().atMost(PATIENCE).until(() -> watch.rolling().size() == 4);

      for (int i = 0; i < 3; i++) {
        stage.stopOperator();
        startOperator(4, 4);
      }
      one.put("LATER", "one");
      one.sync(one.orientSecret("later").key("LATER"));
      String waiting = names(10).filter(name -> one.rollouts(name) == 1).findFirst().orElseThrow();
      one.report("app").awaitWorkload(waiting, WorkloadState.WAITING, "other rollouts");
      assertThat(watch.most()).isEqualTo(4);

      stage.kubelet().decide(RestartedPods.slow());
      await("all rollouts").atMost(PATIENCE).until(() -> watch.finished().size() >= 10);

      assertThat(watch.most()).isEqualTo(4);
      assertOneRolloutEach(one, 10);
    }
  }

  private void startOperator(int cap, int capPerNamespace) {
    stage.startOperator(
        new RestartSettings(Duration.ZERO, cap, capPerNamespace, Duration.ofMinutes(10)));
  }

  private void shareKey(RestartScene... scenes) {
    stage.store().put(SCOPE, KEY, "one");
    for (RestartScene scene : scenes) {
      stage.store().grant(SCOPE, scene.namespace());
      scene.sync(scene.orientSecret("app").key(KEY).scope(SCOPE));
    }
  }

  /** Deployments that use the key, rolled out and known to the operator. */
  private void deploy(RestartScene scene, int count) {
    scene.apply(
        names(count)
            .map(name -> scene.deployment(name).env("app", KEY))
            .toArray(TestDeployment[]::new));
    await(count + " Deployments to be ready")
        .atMost(PATIENCE)
        .until(() -> deployments(scene).filter(RolloutCapIT::isKnown).count() == count);
  }

  private static boolean isKnown(Deployment deployment) {
    return deployment.getStatus() != null
        && Integer.valueOf(1).equals(deployment.getStatus().getAvailableReplicas())
        && deployment.getMetadata().getAnnotations() != null
        && deployment.getMetadata().getAnnotations().containsKey(Markers.BASELINE);
  }

  private static Stream<String> names(int count) {
    return IntStream.range(0, count).mapToObj("app-%03d"::formatted);
  }

  private Stream<Deployment> deployments(RestartScene scene) {
    return stage
        .client()
        .apps()
        .deployments()
        .inNamespace(scene.namespace())
        .list()
        .getItems()
        .stream();
  }

  private RolloutWatch watch(RestartScene... scenes) {
    return new RolloutWatch(
        stage.client(), Set.copyOf(Stream.of(scenes).map(RestartScene::namespace).toList()));
  }

  private void assertOneRolloutEach(RestartScene scene, int count) {
    Map<String, Long> replicaSets =
        stage
            .client()
            .apps()
            .replicaSets()
            .inNamespace(scene.namespace())
            .list()
            .getItems()
            .stream()
            .collect(
                Collectors.groupingBy(
                    replicaSet -> replicaSet.getMetadata().getLabels().get("app"),
                    Collectors.counting()));
    List<String> names = names(count).toList();
    assertThat(replicaSets).containsOnlyKeys(names);
    assertThat(replicaSets.values()).as("ReplicaSets of each").containsOnly(2L);
  }
}
