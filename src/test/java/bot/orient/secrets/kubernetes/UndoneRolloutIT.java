package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.api.RestartPolicy;
import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FailureReport;
import bot.orient.secrets.testing.FakeKubelet;
import bot.orient.secrets.testing.PodFate;
import bot.orient.secrets.testing.TestNamespace;
import bot.orient.secrets.testing.TestStatefulSet;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rollouts that somebody takes back half-way, when pods of before are still there. */
@ExtendWith(ControlPlaneExtension.class)
class UndoneRolloutIT {

  private static final String KEY = "OPENAI_API_KEY";
  private static final String BROKEN_IMAGE = "registry.example/broken:2";

  private KubernetesClient client;
  private TestNamespace namespace;
  private RestartStage stage;
  private RestartScene scene;
  private RestartReport app;

  @RegisterExtension private final FailureReport report = new FailureReport(() -> scene.story());

  @BeforeEach
  void enter(ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {
    this.client = client;
    this.namespace = namespace;
    stage = new RestartStage(controlPlane, client, namespace);
    scene = stage.scene();
    app = scene.report("app");
    stage.startOperator();
    scene.put(KEY, "one");
  }

  @AfterEach
  void leave() {
    stage.close();
  }

  /**
   * The pods of the image that hangs are young enough to have the value; those that stay are not.
   */
  @Test
  void restartThatIsHeldBackIsNotLostWithAnImageThatIsTakenBack() {
    scene.sync(scene.orientSecret("app").key(KEY).restart(RestartPolicy.NEVER));
    scene.start(scene.deployment("web").env("app", KEY));
    scene.nextSecond();
    scene.rotate("app", KEY, "two");
    app.awaitState(WorkloadState.RESTART_NEEDED, "web");
    scene.nextSecond();

    stage.kubelet().decide(pod -> isBroken().test(pod) ? PodFate.PENDING : PodFate.READY);
    scene.apply(scene.deployment("web").env("app", KEY).image(BROKEN_IMAGE));
    awaitPod("web", isBroken());
    scene.settle();
    scene.apply(scene.deployment("web").env("app", KEY));
    scene.awaitRolledOut("web");
    scene.settle();

    app.awaitState(WorkloadState.RESTART_NEEDED, "web");
    scene.annotate("app", Markers.RESTART_NOW, "now");
    app.awaitState(WorkloadState.DONE, "web");
    assertThat(scene.livePods("web")).allMatch(pod -> scene.isYoungerThanTheValue(pod, "app", KEY));
  }

  @Test
  void restartOfAStatefulSetIsDoneAgainWhenItIsUndoneHalfWay() {
    scene.sync(scene.orientSecret("app").key(KEY));
    StatefulSet db = start(statefulSet().build());
    keepPendingOnceRestarted();
    scene.nextSecond();
    scene.rotate("app", KEY, "two");
    awaitPod("db", isRestarted());
    Optional<String> first = restartHash(read(db).getSpec().getTemplate().getMetadata());

    scene.kubectl("rollout", "undo", "statefulset/db");
    await("the restart that is done again")
        .atMost(RestartScene.PATIENCE)
        .until(
            () -> restartHash(read(db).getSpec().getTemplate().getMetadata()),
            hash -> hash.isPresent() && !hash.equals(first));
    stage.kubelet().heal();

    app.awaitState(WorkloadState.DONE, "db");
    Optional<String> again = restartHash(read(db).getSpec().getTemplate().getMetadata());
    assertThat(again).isNotEqualTo(first);
    assertThat(scene.livePods("db"))
        .as("of which each started after the value was there")
        .hasSize(2)
        .allMatch(pod -> restartHash(pod.getMetadata()).equals(again));
  }

  /** As an operator does that writes its StatefulSet as a whole, annotations included. */
  @Test
  void restartIsLeftToPeopleWhenSomebodyUndoesItEachTime() {
    scene.sync(scene.orientSecret("app").key(KEY));
    StatefulSet db = start(statefulSet().build());
    keepPendingOnceRestarted();
    scene.nextSecond();
    scene.rotate("app", KEY, "two");

    for (int round = 1; round <= 3; round++) {
      await("restart " + round)
          .atMost(RestartScene.PATIENCE)
          .until(() -> isRestarted(read(db).getSpec().getTemplate().getMetadata()));
      putBack();
    }
    app.awaitWorkload("db", WorkloadState.RESTART_NEEDED, "was restarted 3 times");
    scene.settle();
    assertThat(isRestarted(read(db).getSpec().getTemplate().getMetadata())).isFalse();
  }

  private void keepPendingOnceRestarted() {
    Predicate<Pod> restarted = FakeKubelet.labelled("app", "db").and(isRestarted());
    stage.kubelet().decide(pod -> restarted.test(pod) ? PodFate.PENDING : PodFate.READY);
  }

  private TestStatefulSet statefulSet() {
    return TestStatefulSet.named(namespace, "db").replicas(2).env("app", KEY);
  }

  private StatefulSet start(StatefulSet statefulSet) {
    scene.apply(statefulSet);
    app.awaitState(WorkloadState.UP_TO_DATE, "db");
    await("both pods")
        .atMost(RestartScene.PATIENCE)
        .until(
            () ->
                Objects.equals(2, read(statefulSet).getStatus().getReadyReplicas())
                    && read(statefulSet)
                        .getMetadata()
                        .getAnnotations()
                        .containsKey(Markers.BASELINE));
    return statefulSet;
  }

  private StatefulSet read(StatefulSet statefulSet) {
    return client.resource(statefulSet).get();
  }

  private void putBack() {
    scene.kubectl(
        "patch",
        "statefulset",
        "db",
        "--type=merge",
        "--patch",
        """
        {"metadata": {"annotations": null},
         "spec": {"template": {"metadata": {"annotations": null}}}}
        """);
  }

  private void awaitPod(String workload, Predicate<Pod> wanted) {
    await("such a pod of " + workload)
        .atMost(RestartScene.PATIENCE)
        .until(() -> scene.livePods(workload).stream().anyMatch(wanted));
  }

  private static Predicate<Pod> isBroken() {
    return pod -> pod.getSpec().getContainers().get(0).getImage().equals(BROKEN_IMAGE);
  }

  private static Predicate<Pod> isRestarted() {
    return pod -> isRestarted(pod.getMetadata());
  }

  private static boolean isRestarted(ObjectMeta metadata) {
    return restartHash(metadata).isPresent();
  }

  private static Optional<String> restartHash(ObjectMeta metadata) {
    return Optional.ofNullable(metadata)
        .map(ObjectMeta::getAnnotations)
        .map(annotations -> annotations.get(Markers.RESTART_HASH));
  }
}
