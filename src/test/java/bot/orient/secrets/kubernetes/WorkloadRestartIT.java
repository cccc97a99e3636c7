package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.argo.Rollout;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.RestartSettings;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FailureReport;
import bot.orient.secrets.testing.FakeArgo;
import bot.orient.secrets.testing.FakeKubelet;
import bot.orient.secrets.testing.PodFate;
import bot.orient.secrets.testing.TestDaemonSet;
import bot.orient.secrets.testing.TestNamespace;
import bot.orient.secrets.testing.TestNode;
import bot.orient.secrets.testing.TestRollout;
import bot.orient.secrets.testing.TestStatefulSet;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The operator restarts StatefulSets, DaemonSets and Argo Rollouts as it does Deployments. */
@ExtendWith(ControlPlaneExtension.class)
class WorkloadRestartIT {

  private static final String KEY = "OPENAI_API_KEY";
  private static final String OTHER = "GITHUB_TOKEN";

  /** The shortest deadline that the operator's settings allow. */
  private static final RestartSettings IMPATIENT =
      new RestartSettings(Duration.ZERO, 1000, 1000, Duration.ofSeconds(10));

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
    FakeArgo.install(client);
    stage = new RestartStage(controlPlane, client, namespace);
    scene = stage.scene();
    app = scene.report("app");
    stage.startOperator(IMPATIENT);
    scene.put(KEY, "one");
    scene.put(OTHER, "one");
    scene.sync(scene.orientSecret("app").key(KEY).key(OTHER));
  }

  @AfterEach
  void leave() {
    stage.close();
  }

  private TestStatefulSet statefulSet(String name) {
    return TestStatefulSet.named(namespace, name).replicas(2);
  }

  /** Applies, and waits until the operator knows its pods to have the values of now. */
  private void start(HasMetadata workload, int pods) {
    scene.apply(workload);
    String name = workload.getMetadata().getName();
    await(pods + " ready pods of " + name)
        .atMost(RestartScene.PATIENCE)
        .until(() -> pods(name).stream().filter(WorkloadRestartIT::isReady).count() == pods);
    app.awaitState(WorkloadState.UP_TO_DATE, name);
    await("baseline of " + name)
        .atMost(RestartScene.PATIENCE)
        .until(() -> annotation(workload, Markers.BASELINE) != null);
  }

  private String annotation(HasMetadata workload, String name) {
    HasMetadata now = client.resource(workload).get();
    return now.getMetadata().getAnnotations() == null
        ? null
        : now.getMetadata().getAnnotations().get(name);
  }

  private List<Pod> pods(String workload) {
    return scene.livePods(workload);
  }

  private static boolean isReady(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .anyMatch(
            condition ->
                condition.getType().equals("Ready") && condition.getStatus().equals("True"));
  }

  private Set<String> uids(String workload) {
    return pods(workload).stream()
        .map(pod -> pod.getMetadata().getUid())
        .collect(Collectors.toSet());
  }

  /** The templates that a StatefulSet or DaemonSet has had. */
  private int revisions(String workload) {
    return client
        .apps()
        .controllerRevisions()
        .inNamespace(namespace.name())
        .withLabel("app", workload)
        .list()
        .getItems()
        .size();
  }

  @Test
  void statefulSetAndDaemonSetThatUseTheKeyRestartOnce() {
    TestNode.create(client, namespace, 2);
    start(statefulSet("db").env("app", KEY).build(), 2);
    start(TestDaemonSet.named(namespace, "agent").env("app", KEY).build(), 2);
    start(statefulSet("other").env("app", OTHER).build(), 2);
    Set<String> untouched = uids("other");

    scene.rotate("app", KEY, "two");
    app.awaitState(WorkloadState.DONE, "db", "agent");
    scene.settle();

    assertThat(revisions("db")).isEqualTo(2);
    assertThat(revisions("agent")).isEqualTo(2);
    assertThat(revisions("other")).isEqualTo(1);
    assertThat(uids("other")).isEqualTo(untouched);
    app.awaitState(WorkloadState.UP_TO_DATE, "other");
    app.awaitRestarts("3/3 done");
  }

  @Test
  void statefulSetWithoutProgressFailsByTheOperatorsDeadlineAndRecovers() {
    start(statefulSet("db").env("app", KEY).build(), 2);
    stage
        .kubelet()
        .decide(
            pod ->
                FakeKubelet.labelled("app", "db").test(pod) && isRestarted(pod)
                    ? PodFate.CRASHING
                    : PodFate.READY);

    scene.rotate("app", KEY, "two");
    app.awaitWorkload("db", WorkloadState.FAILED, "pod db-1 is not ready (CrashLoopBackOff)");
    app.awaitComplete("False", "RolloutFailed");

    stage.kubelet().heal();
    app.awaitState(WorkloadState.DONE, "db");
    app.awaitComplete("True", "UpToDate");
  }

  private static boolean isRestarted(Pod pod) {
    return pod.getMetadata().getAnnotations() != null
        && pod.getMetadata().getAnnotations().containsKey(Markers.RESTART_HASH);
  }

  @Test
  void onDeleteIsReportedAndThePersonWhoDeletesThePodsIsBelieved() {
    HasMetadata db = statefulSet("db").onDelete().env("app", KEY).build();
    start(db, 2);
    scene.nextSecond();
    Set<String> before = uids("db");

    scene.rotate("app", KEY, "two");
    app.awaitWorkload("db", WorkloadState.RESTART_NEEDED, "OnDelete");
    scene.settle();
    assertThat(uids("db")).isEqualTo(before);
    assertThat(revisions("db")).isEqualTo(1);

    scene.nextSecond();
    scene.kubectl("delete", "pods", "--selector=app=db", "--wait=false");
    await("new pods")
        .atMost(RestartScene.PATIENCE)
        .until(() -> uids("db").size() == 2 && uids("db").stream().noneMatch(before::contains));
    app.awaitState(WorkloadState.UP_TO_DATE, "db");
  }

  @Test
  void partitionIsReported() {
    start(statefulSet("db").partition(1).env("app", KEY).build(), 2);
    scene.nextSecond();
    Set<String> before = uids("db");

    scene.rotate("app", KEY, "two");
    app.awaitWorkload("db", WorkloadState.RESTART_NEEDED, "partition");
    scene.settle();
    assertThat(uids("db")).isEqualTo(before);
  }

  @Test
  void argoRolloutRestartsOnceAndWaitsForItsPromotion() {
    try (FakeArgo argo = FakeArgo.start(client, namespace)) {
      Rollout shop = TestRollout.named(namespace, "shop").replicas(2).env("app", KEY).build();
      start(shop, 2);
      argo.pauseAtCanary();

      scene.rotate("app", KEY, "two");
      app.awaitWorkload("shop", WorkloadState.ROLLING_OUT, "promote");

      argo.promote();
      app.awaitState(WorkloadState.DONE, "shop");
      scene.settle();
      assertThat(client.resource(shop).get().getSpec().template().getMetadata().getAnnotations())
          .containsKey(Markers.RESTART_HASH);
      assertThat(pods("shop")).hasSize(2).allMatch(WorkloadRestartIT::isRestarted);
    }
  }
}
