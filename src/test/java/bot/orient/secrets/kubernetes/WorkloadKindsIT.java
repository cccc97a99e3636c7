package bot.orient.secrets.kubernetes;

import static bot.orient.secrets.testing.ClusterView.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.argo.Rollout;
import bot.orient.secrets.sync.PodAge;
import bot.orient.secrets.sync.PodAge.Pods;
import bot.orient.secrets.sync.ProgressDeadline;
import bot.orient.secrets.sync.RolloutObstacle;
import bot.orient.secrets.sync.WorkloadProgress;
import bot.orient.secrets.sync.WorkloadProgress.Complete;
import bot.orient.secrets.sync.WorkloadProgress.Failed;
import bot.orient.secrets.sync.WorkloadProgress.RollingOut;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FakeArgo;
import bot.orient.secrets.testing.FakeKubelet;
import bot.orient.secrets.testing.PodFate;
import bot.orient.secrets.testing.TestDaemonSet;
import bot.orient.secrets.testing.TestNamespace;
import bot.orient.secrets.testing.TestNode;
import bot.orient.secrets.testing.TestRollout;
import bot.orient.secrets.testing.TestStatefulSet;
import bot.orient.secrets.testing.TestWorkload;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What we make of every kind of workload, against the real controllers. */
@ExtendWith(ControlPlaneExtension.class)
class WorkloadKindsIT {

  private static final String NEW_IMAGE = "example.test/app:2";
  private static final WorkloadProgress COMPLETE = new Complete();

  /** Shorter than the operator's would be. */
  private static final Duration DEADLINE = Duration.ofSeconds(3);

  private KubernetesClient client;
  private TestNamespace namespace;
  private FakeKubelet kubelet;

  @BeforeEach
  void start(KubernetesClient sharedClient, TestNamespace freshNamespace) {
    client = sharedClient;
    namespace = freshNamespace;
    kubelet = FakeKubelet.start(client, namespace.name());
  }

  @AfterEach
  void stop() {
    kubelet.close();
  }

  private TestStatefulSet web() {
    return TestStatefulSet.named(namespace, "web").replicas(3);
  }

  private TestDaemonSet agent() {
    return TestDaemonSet.named(namespace, "agent");
  }

  private HasMetadata complete(TestWorkload<?> workload) {
    apply(workload);
    awaitProgress(workload, COMPLETE);
    awaitReady(workload);
    return read(workload);
  }

  private void apply(TestWorkload<?> workload) {
    client.resource(workload.build()).fieldManager("gitops").forceConflicts().serverSideApply();
  }

  private HasMetadata read(TestWorkload<?> workload) {
    return client.resource(workload.build()).get();
  }

  private void awaitProgress(TestWorkload<?> workload, WorkloadProgress expected) {
    await("progress " + expected)
        .atMost(PATIENCE)
        .until(() -> WorkloadProgress.of(read(workload)), expected::equals);
  }

  /** A StatefulSet is complete from its first revision on, even before it has pods. */
  private void awaitReady(TestWorkload<?> workload) {
    await("ready pods")
        .atMost(PATIENCE)
        .until(() -> newest(workload).stream().filter(WorkloadKindsIT::isReady).count() >= 2);
  }

  private static boolean isReady(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .anyMatch(
            condition ->
                condition.getType().equals("Ready") && condition.getStatus().equals("True"));
  }

  private void awaitNewest(TestWorkload<?> workload, String... pods) {
    await("newest pods " + List.of(pods))
        .atMost(PATIENCE)
        .until(
            () ->
                newest(workload).stream().map(pod -> pod.getMetadata().getName()).sorted().toList(),
            List.of(pods)::equals);
  }

  private List<Pod> newest(TestWorkload<?> workload) {
    return new WorkloadPods(client).of(read(workload)).newest();
  }

  private PodAge age(TestWorkload<?> workload) {
    return new PodAgeReader(new WorkloadPods(client)).read(read(workload));
  }

  private Optional<Failed> failure(TestWorkload<?> workload, Instant began) {
    return ProgressDeadline.of(began, new WorkloadPods(client).of(read(workload)), DEADLINE)
        .check(Instant.now());
  }

  private static Predicate<Pod> isNew() {
    return pod -> pod.getSpec().getContainers().get(0).getImage().equals(NEW_IMAGE);
  }

  @Test
  void statefulSetRollsOutFromTheLastPodToTheFirst() {
    complete(web());
    kubelet.decide(pod -> isNew().test(pod) ? PodFate.PENDING : PodFate.READY);
    apply(web().image(NEW_IMAGE));

    awaitNewest(web(), "web-2");
    awaitProgress(web(), new RollingOut(1, 3, "1 of 3 pods updated"));
    assertThat(age(web())).isInstanceOf(Pods.class);

    kubelet.decide(
        pod ->
            isNew().test(pod) && !pod.getMetadata().getName().equals("web-2")
                ? PodFate.PENDING
                : PodFate.READY);
    awaitNewest(web(), "web-1", "web-2");
    awaitProgress(web(), new RollingOut(2, 3, "2 of 3 pods updated"));

    kubelet.heal();
    awaitProgress(web(), COMPLETE);
    awaitNewest(web(), "web-0", "web-1", "web-2");
  }

  @Test
  void statefulSetStaysCompleteWhileItScalesAndAPodCrashes() {
    complete(web());
    kubelet.crash(FakeKubelet.labelled("statefulset.kubernetes.io/pod-name", "web-1"));
    await("the crash")
        .atMost(PATIENCE)
        .until(() -> newest(web()).stream().filter(WorkloadKindsIT::isReady).count() == 2);
    apply(web().replicas(4));
    awaitProgress(web(), COMPLETE);
  }

  @Test
  void statefulSetThatCrashesFailsByTheDeadlineAndNamesThePod() {
    complete(web());
    kubelet.crash(isNew());
    Instant began = Instant.now();
    apply(web().image(NEW_IMAGE));

    awaitProgress(web(), new RollingOut(1, 3, "1 of 3 pods updated"));
    assertThat(failure(web(), began)).isEmpty();
    await("the deadline").atMost(PATIENCE).until(() -> failure(web(), began).isPresent());
    assertThat(failure(web(), began))
        .contains(
            new Failed(
                "no progress for 3s: pod web-2 is not ready (CrashLoopBackOff)."
                    + " Look at its events and logs."));
    awaitNewest(web(), "web-2");
  }

  @Test
  void statefulSetWithOnDeleteWaitsForSomebodyToDeleteItsPods() {
    TestStatefulSet onDelete = web().onDelete();
    complete(onDelete);
    apply(onDelete.image(NEW_IMAGE));

    awaitProgress(onDelete, new RollingOut(0, 3, "0 of 3 pods updated"));
    assertThat(RolloutObstacle.of(read(onDelete)))
        .hasValueSatisfying(text -> assertThat(text).contains("OnDelete"));
    assertThat(newest(onDelete)).isEmpty();
    assertThat(age(onDelete)).as("of the old pods").isInstanceOf(Pods.class);

    client.pods().inNamespace(namespace.name()).withLabel("app", "web").delete();
    awaitProgress(onDelete, COMPLETE);
  }

  @Test
  void statefulSetWithAPartitionIsCompleteAboveIt() {
    complete(web());
    kubelet.decide(pod -> isNew().test(pod) ? PodFate.PENDING : PodFate.READY);
    TestStatefulSet partitioned = web().partition(2).image(NEW_IMAGE);
    apply(partitioned);

    awaitNewest(partitioned, "web-2");
    awaitProgress(partitioned, new RollingOut(1, 1, "2 of 3 pods ready"));
    kubelet.heal();
    awaitProgress(partitioned, COMPLETE);
    awaitNewest(partitioned, "web-2");
    assertThat(RolloutObstacle.of(read(partitioned)))
        .hasValueSatisfying(text -> assertThat(text).contains("partition is 2"));

    apply(web().partition(0).image(NEW_IMAGE));
    awaitNewest(web(), "web-0", "web-1", "web-2");
    awaitProgress(web(), COMPLETE);
  }

  @Test
  void daemonSetRollsOutNodeByNode() {
    TestNode.create(client, namespace, 2);
    complete(agent());
    kubelet.decide(pod -> isNew().test(pod) ? PodFate.PENDING : PodFate.READY);
    apply(agent().image(NEW_IMAGE));

    awaitProgress(agent(), new RollingOut(1, 2, "1 of 2 pods updated"));
    assertThat(newest(agent())).hasSize(1);
    assertThat(age(agent())).isInstanceOf(Pods.class);

    kubelet.heal();
    awaitProgress(agent(), COMPLETE);
    assertThat(newest(agent())).hasSize(2);
  }

  @Test
  void daemonSetThatCrashesFailsByTheDeadlineAndNamesThePod() {
    TestNode.create(client, namespace, 2);
    complete(agent());
    kubelet.crash(isNew());
    Instant began = Instant.now();
    apply(agent().image(NEW_IMAGE));

    await("the deadline").atMost(PATIENCE).until(() -> failure(agent(), began).isPresent());
    assertThat(failure(agent(), began).orElseThrow().message())
        .matches("no progress for 3s: pod agent-\\S+ is not ready \\(CrashLoopBackOff\\)\\..*");
    assertThat(newest(agent())).hasSize(1);
  }

  @Test
  void daemonSetWithOnDeleteWaitsForSomebodyToDeleteItsPods() {
    TestNode.create(client, namespace, 2);
    TestDaemonSet onDelete = agent().onDelete();
    complete(onDelete);
    apply(onDelete.image(NEW_IMAGE));

    awaitProgress(onDelete, new RollingOut(0, 2, "0 of 2 pods updated"));
    assertThat(RolloutObstacle.of(read(onDelete))).isPresent();
    assertThat(age(onDelete)).as("of the old pods").isInstanceOf(Pods.class);

    client.pods().inNamespace(namespace.name()).withLabel("app", "agent").delete();
    awaitProgress(onDelete, COMPLETE);
  }

  @Test
  void daemonSetReturnsToTheRevisionThatWasUndone() {
    TestNode.create(client, namespace, 2);
    complete(agent());
    apply(agent().image(NEW_IMAGE));
    awaitProgress(agent(), COMPLETE);
    kubelet.decide(pod -> isNew().test(pod) ? PodFate.READY : PodFate.PENDING);
    apply(agent());

    awaitProgress(agent(), new RollingOut(1, 2, "1 of 2 pods updated"));
    assertThat(newest(agent())).hasSize(1).noneMatch(isNew());
    kubelet.heal();
    awaitProgress(agent(), COMPLETE);
  }

  @Test
  void rolloutWaitsAtItsCanaryUntilItIsPromoted() {
    try (FakeArgo argo = FakeArgo.start(client, namespace)) {
      TestRollout shop = TestRollout.named(namespace, "shop").replicas(2);
      complete(shop);
      assertThat(age(shop)).isInstanceOf(Pods.class);
      argo.pauseAtCanary();
      apply(shop.image(NEW_IMAGE));

      awaitProgress(
          shop,
          new RollingOut(
              1,
              2,
              "paused (CanaryPauseStep): if it has no duration, promote it with"
                  + " `kubectl argo rollouts promote shop`"));
      await("the canary").atMost(PATIENCE).until(() -> newest(shop).size() == 1);
      argo.promote();
      awaitProgress(shop, COMPLETE);
      assertThat(newest(shop)).hasSize(2).allMatch(isNew());
    }
  }

  @Test
  void rolloutKeepsWhatWeDoNotKnowWhenItsTemplateIsAnnotated() {
    FakeArgo.install(client);
    generic(
            """
            spec:
              selector: {matchLabels: {app: shop}}
              strategy: {canary: {steps: [{setWeight: 20}, {pause: {}}]}}
              template:
                metadata: {labels: {app: shop}}
                spec: {containers: [{name: main, image: "example.test/app:1"}]}
            """)
        .create();
    generic("spec: {template: {metadata: {annotations: {ours: hash}}}}")
        .patch(ServerSideApply.OURS);

    assertThat(generic("").get().getAdditionalProperties().toString())
        .contains("setWeight=20", "example.test/app:1", "annotations={ours=hash}");
    Rollout typed =
        client.resources(Rollout.class).inNamespace(namespace.name()).withName("shop").get();
    assertThat(typed.getSpec().template().getMetadata().getAnnotations()).containsKey("ours");
    assertThat(WorkloadProgress.of(typed)).isEqualTo(new WorkloadProgress.NotObserved());
  }

  private Resource<GenericKubernetesResource> generic(String spec) {
    return client.resource(
        Serialization.unmarshal(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Rollout
            metadata: {name: shop, namespace: %s}
            %s
            """
                .formatted(namespace, spec.indent(0)),
            GenericKubernetesResource.class));
  }
}
