package bot.orient.secrets.testing;

import bot.orient.secrets.argo.Rollout;
import bot.orient.secrets.argo.RolloutStatus;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays the controller of Argo Rollouts in one namespace: a ReplicaSet per template, of which the
 * real controller makes pods, and the status. Brings up all new pods before it stops the old ones;
 * a canary of one pod comes first if asked for.
 */
public final class FakeArgo implements AutoCloseable {

  private static final Path CRD = Path.of("src", "test", "resources", "argo");
  private static final String HASH = "rollouts-pod-template-hash";
  private static final long PERIOD_MILLIS = 100;
  private static final Logger LOG = LoggerFactory.getLogger(FakeArgo.class);

  private final KubernetesClient client;
  private final TestNamespace namespace;
  private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor();
  private volatile boolean pausing;

  private FakeArgo(KubernetesClient client, TestNamespace namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** Installs the CRD where it is missing, as a cluster without Argo Rollouts has none. */
  public static void install(KubernetesClient client) {
    CustomResourceDefinitions.createMissing(client, CRD);
  }

  /**
   * @param client must outlive it
   */
  public static FakeArgo start(KubernetesClient client, TestNamespace namespace) {
    install(client);
    FakeArgo argo = new FakeArgo(client, namespace);
    argo.worker.scheduleWithFixedDelay(argo::lookAround, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    return argo;
  }

  /** From now on, a new template stops at a canary of one pod. */
  public void pauseAtCanary() {
    pausing = true;
  }

  /** Lets canaries go on. */
  public void promote() {
    pausing = false;
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }

  private void lookAround() {
    try {
      client
          .resources(Rollout.class)
          .inNamespace(namespace.name())
          .list()
          .getItems()
          .forEach(this::attend);
    } catch (RuntimeException e) {
      // The worker would end with it. A conflict or the end of the namespace is nothing to tell of.
      LOG.debug("will try again", e);
    }
  }

  private void attend(Rollout rollout) {
    int wanted = rollout.getSpec().replicas();
    String hash = hash(rollout.getSpec().template());
    String stable = rollout.getStatus() == null ? null : rollout.getStatus().stableRS();
    List<ReplicaSet> sets = replicaSets(rollout);
    boolean paused = pausing && stable != null && !stable.equals(hash);
    ReplicaSet newest =
        sets.stream()
            .filter(set -> hash.equals(set.getMetadata().getLabels().get(HASH)))
            .findFirst()
            .orElseGet(() -> client.resource(replicaSet(rollout, hash)).create());
    scale(newest, paused ? 1 : wanted);
    boolean available = available(newest) >= wanted;
    List<ReplicaSet> old = sets.stream().filter(set -> !isSame(set, newest)).toList();
    if (available) {
      old.forEach(set -> scale(set, 0));
    }
    boolean complete = available && old.stream().allMatch(set -> pods(set) == 0);
    report(
        rollout,
        new RolloutStatus(
            rollout.getMetadata().getGeneration().toString(),
            paused ? "Paused" : complete ? "Healthy" : "Progressing",
            paused ? "CanaryPauseStep" : complete ? null : "more replicas need to be updated",
            hash,
            complete ? hash : stable,
            pods(newest) + old.stream().mapToInt(FakeArgo::pods).sum(),
            pods(newest),
            available(newest) + old.stream().mapToInt(FakeArgo::available).sum(),
            null,
            null));
  }

  private void report(Rollout rollout, RolloutStatus status) {
    if (!status.equals(rollout.getStatus())) {
      rollout.setStatus(status);
      client.resource(rollout).updateStatus();
    }
  }

  private List<ReplicaSet> replicaSets(Rollout rollout) {
    return client
        .apps()
        .replicaSets()
        .inNamespace(namespace.name())
        .withLabelSelector(rollout.getSpec().selector())
        .list()
        .getItems();
  }

  private void scale(ReplicaSet set, int replicas) {
    if (set.getSpec().getReplicas() != replicas) {
      client
          .resource(set)
          .edit(
              current ->
                  new ReplicaSetBuilder(current)
                      .editSpec()
                      .withReplicas(replicas)
                      .endSpec()
                      .build());
    }
  }

  private static ReplicaSet replicaSet(Rollout rollout, String hash) {
    PodTemplateSpec template =
        new PodTemplateSpecBuilder(rollout.getSpec().template())
            .editMetadata()
            .addToLabels(HASH, hash)
            .endMetadata()
            .build();
    return new ReplicaSetBuilder()
        .withNewMetadata()
        .withNamespace(rollout.getMetadata().getNamespace())
        .withName(rollout.getMetadata().getName() + "-" + hash)
        .withLabels(template.getMetadata().getLabels())
        .endMetadata()
        .withNewSpec()
        .withReplicas(0)
        .withSelector(
            new LabelSelectorBuilder(rollout.getSpec().selector())
                .addToMatchLabels(HASH, hash)
                .build())
        .withTemplate(template)
        .endSpec()
        .build();
  }

  private static String hash(PodTemplateSpec template) {
    return Integer.toHexString(Serialization.asJson(template).hashCode());
  }

  private static boolean isSame(ReplicaSet one, ReplicaSet other) {
    return one.getMetadata().getName().equals(other.getMetadata().getName());
  }

  private static int pods(ReplicaSet set) {
    return set.getStatus() == null
        ? 0
        : Objects.requireNonNullElse(set.getStatus().getReplicas(), 0);
  }

  private static int available(ReplicaSet set) {
    return set.getStatus() == null
        ? 0
        : Objects.requireNonNullElse(set.getStatus().getAvailableReplicas(), 0);
  }
}
