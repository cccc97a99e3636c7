package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.argo.Rollout;
import bot.orient.secrets.argo.RolloutSpec;
import bot.orient.secrets.argo.RolloutStatus;
import bot.orient.secrets.sync.PodAge;
import bot.orient.secrets.sync.PodAge.NotObserved;
import bot.orient.secrets.sync.PodAge.Pods;
import bot.orient.secrets.sync.RolloutPods;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@EnableKubernetesMockClient(crud = true)
class PodAgeReaderTest {

  private static final String UID = "uid-of-web";
  private static final String DEPLOYMENT_HASH = "pod-template-hash";
  private static final String REVISION_HASH = "controller-revision-hash";
  private static final String ROLLOUT_HASH = "rollouts-pod-template-hash";

  /** Held, or its level is forgotten; the server starts before any callback could set it. */
  private static final Logger SERVER_LOG = Logger.getLogger("io.fabric8.mockwebserver");

  static {
    SERVER_LOG.setLevel(Level.WARNING);
  }

  private static final LabelSelector SELECTOR =
      new LabelSelectorBuilder().addToMatchLabels("app", "web").build();

  private KubernetesClient client;

  private static ObjectMeta metadata() {
    return new ObjectMetaBuilder()
        .withNamespace("team")
        .withName("web")
        .withUid(UID)
        .withGeneration(2L)
        .build();
  }

  private static Deployment deployment() {
    return new DeploymentBuilder()
        .withMetadata(metadata())
        .withNewSpec()
        .withSelector(SELECTOR)
        .endSpec()
        .withNewStatus()
        .withObservedGeneration(2L)
        .endStatus()
        .build();
  }

  private static StatefulSet statefulSet(String updateStrategy, int partition) {
    return new StatefulSetBuilder()
        .withMetadata(metadata())
        .withNewSpec()
        .withSelector(SELECTOR)
        .withNewUpdateStrategy()
        .withType(updateStrategy)
        .withNewRollingUpdate()
        .withPartition(partition)
        .endRollingUpdate()
        .endUpdateStrategy()
        .endSpec()
        .withNewStatus()
        .withObservedGeneration(2L)
        .withUpdateRevision("new")
        .endStatus()
        .build();
  }

  private static DaemonSet daemonSet(String updateStrategy) {
    return new DaemonSetBuilder()
        .withMetadata(metadata())
        .withNewSpec()
        .withSelector(SELECTOR)
        .withNewUpdateStrategy()
        .withType(updateStrategy)
        .endUpdateStrategy()
        .endSpec()
        .withNewStatus()
        .withObservedGeneration(2L)
        .endStatus()
        .build();
  }

  private static Rollout rollout(Boolean abort) {
    Rollout rollout = new Rollout();
    rollout.setMetadata(metadata());
    rollout.setSpec(new RolloutSpec(2, null, SELECTOR, null, null));
    rollout.setStatus(
        new RolloutStatus("2", "Progressing", null, "new", "old", 2, 1, 1, abort, null));
    return rollout;
  }

  /** Its uid. */
  private String replicaSet(String hash, String revision, String ownerUid) {
    return client
        .resource(
            new ReplicaSetBuilder()
                .withMetadata(owned("web-" + hash, DEPLOYMENT_HASH, hash, ownerUid))
                .editMetadata()
                .addToAnnotations("deployment.kubernetes.io/revision", revision)
                .endMetadata()
                .build())
        .create()
        .getMetadata()
        .getUid();
  }

  private void controllerRevision(String hash, long revision, String ownerUid) {
    client
        .resource(
            new ControllerRevisionBuilder()
                .withMetadata(owned("web-" + hash, REVISION_HASH, hash, ownerUid))
                .withRevision(revision)
                .build())
        .create();
  }

  private static ObjectMeta owned(String name, String label, String hash, String ownerUid) {
    return new ObjectMetaBuilder()
        .withNamespace("team")
        .withName(name)
        .addToLabels("app", "web")
        .addToLabels(label, hash)
        .withOwnerReferences(
            new OwnerReferenceBuilder()
                .withKind("Any")
                .withName("any")
                .withUid(ownerUid)
                .withController(true)
                .build())
        .build();
  }

  /** The mock server creates all pods now, so they are told apart by when they started. */
  private static PodBuilder pod(String name, String label, String hash, int startedAt) {
    return pod(name, label, hash, startedAt, UID);
  }

  private static PodBuilder pod(
      String name, String label, String hash, int startedAt, String ownerUid) {
    return new PodBuilder()
        .withMetadata(owned(name, label, hash, ownerUid))
        .withNewStatus()
        .withPhase("Running")
        .addNewContainerStatus()
        .withNewState()
        .withNewRunning(second(startedAt).toString())
        .endState()
        .endContainerStatus()
        .endStatus();
  }

  private void create(PodBuilder pod) {
    Pod built = pod.build();
    client.resource(built).create();
  }

  private static Instant second(int second) {
    return Instant.parse("2026-11-23T18:00:00Z").plusSeconds(second);
  }

  private PodAge read(HasMetadata workload) {
    return new PodAgeReader(new WorkloadPods(client)).read(workload);
  }

  private Optional<Instant> oldestStart(HasMetadata workload) {
    return oldestStart(((Pods) read(workload)).staying());
  }

  private Optional<Instant> oldestOutgoingStart(HasMetadata workload) {
    return oldestStart(((Pods) read(workload)).outgoing());
  }

  private static Optional<Instant> oldestStart(List<PodAge.Pod> pods) {
    return pods.stream().flatMap(pod -> pod.starts().stream()).min(Comparator.naturalOrder());
  }

  private static Stream<HasMetadata> notObserved() {
    Rollout rollout = rollout(null);
    rollout.getMetadata().setGeneration(3L);
    return Stream.of(
        new DeploymentBuilder(deployment()).editMetadata().withGeneration(3L).endMetadata().build(),
        new StatefulSetBuilder(statefulSet("RollingUpdate", 0))
            .editMetadata()
            .withGeneration(3L)
            .endMetadata()
            .build(),
        new DaemonSetBuilder(daemonSet("RollingUpdate"))
            .editMetadata()
            .withGeneration(3L)
            .endMetadata()
            .build(),
        rollout);
  }

  @ParameterizedTest
  @MethodSource("notObserved")
  void tellsNothingUntilTheControllerHasSeenTheNewestTemplate(HasMetadata workload) {
    String kind = workload.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    assertThat(read(workload))
        .isEqualTo(new NotObserved("the " + kind + " controller has not seen the newest template"));
  }

  @Test
  void isThatOfTheNewestReplicaSetOfADeployment() {
    assertThat(read(deployment())).isEqualTo(new Pods(List.of(), List.of()));
    String old = replicaSet("old", "1", UID);
    String newest = replicaSet("new", "2", UID);
    String foreign = replicaSet("foreign", "9", "another");
    create(pod("web-1", DEPLOYMENT_HASH, "old", 3, old));
    create(pod("web-2", DEPLOYMENT_HASH, "foreign", 2, foreign));
    assertThat(oldestStart(deployment())).isEmpty();
    assertThat(oldestOutgoingStart(deployment()))
        .as("and not that of another Deployment with the same selector")
        .contains(second(3));
    create(pod("web-3", DEPLOYMENT_HASH, "new", 7, newest));
    create(pod("web-4", DEPLOYMENT_HASH, "new", 6, newest));
    assertThat(oldestStart(deployment())).contains(second(6));
  }

  @Test
  void isThatOfTheUpdateRevisionOfAStatefulSet() {
    create(pod("web-0", REVISION_HASH, "old", 1));
    assertThat(oldestStart(statefulSet("RollingUpdate", 0))).isEmpty();
    assertThat(oldestOutgoingStart(statefulSet("RollingUpdate", 0))).contains(second(1));
    create(pod("web-1", REVISION_HASH, "new", 5));
    assertThat(oldestStart(statefulSet("RollingUpdate", 0))).contains(second(5));
  }

  @Test
  void isThatOfTheNewestRevisionOfADaemonSet() {
    assertThat(read(daemonSet("RollingUpdate"))).isEqualTo(new Pods(List.of(), List.of()));
    controllerRevision("new", 3, UID);
    controllerRevision("old", 2, UID);
    controllerRevision("foreign", 9, "another");
    create(pod("web-a", REVISION_HASH, "old", 1));
    create(pod("web-b", REVISION_HASH, "new", 5));
    assertThat(oldestStart(daemonSet("RollingUpdate"))).contains(second(5));
    assertThat(oldestOutgoingStart(daemonSet("RollingUpdate"))).contains(second(1));
  }

  @Test
  void isThatOfAllPodsWhereOldOnesStay() {
    controllerRevision("new", 3, UID);
    create(pod("web-0", REVISION_HASH, "old", 1));
    create(pod("web-1", REVISION_HASH, "new", 5));
    assertThat(oldestStart(statefulSet("OnDelete", 0))).contains(second(1));
    assertThat(oldestStart(statefulSet("RollingUpdate", 1))).contains(second(1));
    assertThat(oldestStart(daemonSet("OnDelete"))).contains(second(1));
  }

  @Test
  void isThatOfTheCurrentHashOfARollout() {
    create(pod("web-a", ROLLOUT_HASH, "old", 1));
    create(pod("web-b", ROLLOUT_HASH, "new", 5));
    create(pod("web-c", "no-hash", "new", -1));
    assertThat(oldestStart(rollout(null))).contains(second(5));
    assertThat(oldestStart(rollout(true))).contains(second(1));
  }

  @Test
  void leavesOutPodsOfOthersAndThoseThatEnded() {
    create(
        pod("web-1", REVISION_HASH, "new", 1)
            .editMetadata()
            .editFirstOwnerReference()
            .withUid("another")
            .endOwnerReference()
            .endMetadata());
    create(pod("web-2", REVISION_HASH, "new", 2).editStatus().withPhase("Failed").endStatus());
    assertThat(read(statefulSet("RollingUpdate", 0))).isEqualTo(new Pods(List.of(), List.of()));
  }

  @Test
  void leavesOutPodsThatAreStopping() {
    List<Pod> newest = List.of(created("web-1", 4, 9).build(), stopping("web-0", 1, 2));
    List<Pod> older = List.of(created("web-2", 5, 8).build(), stopping("web-3", 1, 2));
    assertThat(
            PodAgeReader.of(
                new RolloutPods(newest, Stream.of(newest, older).flatMap(List::stream).toList())))
        .isEqualTo(
            new Pods(
                List.of(new PodAge.Pod(second(4), List.of(second(9)), List.of())),
                List.of(new PodAge.Pod(second(5), List.of(second(8)), List.of()))));
  }

  private static Pod stopping(String name, int createdAt, int startedAt) {
    return created(name, createdAt, startedAt)
        .editMetadata()
        .withDeletionTimestamp(second(3).toString())
        .endMetadata()
        .build();
  }

  private static PodBuilder created(String name, int createdAt, int startedAt) {
    return pod(name, REVISION_HASH, "new", startedAt)
        .editMetadata()
        .withCreationTimestamp(second(createdAt).toString())
        .endMetadata();
  }

  @Test
  void isAskedOfWorkloadsOnly() {
    ConfigMap other =
        new ConfigMapBuilder().withNewMetadata().withLabels(Map.of()).endMetadata().build();
    assertThatThrownBy(() -> read(other)).isInstanceOf(IllegalArgumentException.class);
  }
}
