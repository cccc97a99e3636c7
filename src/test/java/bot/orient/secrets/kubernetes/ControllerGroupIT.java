package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationService;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.IndexedResourceCache;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ControlPlaneExtension.class)
class ControllerGroupIT {

  private KubernetesClient client;
  private String namespace;
  private ReconciliationPool pool;
  private ControllerGroup group;
  private final Recorder recorder = new Recorder();

  @BeforeEach
  void prepare(KubernetesClient admin, TestNamespace own) {
    client = admin;
    namespace = own.name();
    pool = new ReconciliationPool(1);
    group =
        new ControllerGroup(
            new Operator(
                ConfigurationService.newOverriddenConfigurationService(
                    overrider ->
                        overrider
                            .withKubernetesClient(admin)
                            .withExecutorService(pool)
                            .withMetrics(
                                new MeasuredReconciliations(
                                    OperatorMeters.NONE.reconciliations(),
                                    new SyncLatency(OperatorMeters.NONE.syncs(), System::nanoTime),
                                    pool))
                            .withCloseClientOnStop(false))),
            pool);
  }

  @AfterEach
  void close() {
    group.close();
  }

  @Test
  void untilItLeadsCachesFollowTheClusterAndNothingIsReconciled() {
    add(recorder);
    create("before");
    group.warmUp();
    await().until(() -> recorder.cached().contains("before"));
    assertThat(group.isWatching()).isTrue();
    create("meanwhile");
    create("gone");
    await().until(() -> recorder.cached().containsAll(List.of("meanwhile", "gone")));
    client.configMaps().inNamespace(namespace).withName("gone").delete();
    await().until(() -> !recorder.cached().contains("gone"));
    assertThat(recorder.reconciled).isEmpty();

    group.lead();

    await().until(() -> recorder.reconciled.containsAll(List.of("before", "meanwhile")));
    create("after");
    await().until(() -> recorder.reconciled.contains("after"));
    assertThat(recorder.reconciled).doesNotContain("gone");
  }

  @Test
  void controllerThatComesLaterIsAsFarAsTheOthers() {
    group.warmUp();
    group.lead();
    create("before");

    add(recorder);

    await().until(() -> recorder.reconciled.contains("before"));
    create("after");
    await().until(() -> recorder.reconciled.contains("after"));
  }

  /** All wait when it begins to lead; which comes when is up to the cache. */
  @Test
  void whatAChangeConcernsIsReconciledBeforeAllThatWaitedBefore() {
    List<String> names = IntStream.range(0, 12).mapToObj(i -> "map-" + i).toList();
    names.forEach(this::create);
    add(recorder);
    group.warmUp();
    await().until(() -> recorder.cached().containsAll(names));
    recorder.gate.close();
    group.lead();
    await().until(() -> pool.waiting() >= names.size() - 1 && recorder.reconciled.size() == 1);
    List<String> concerned =
        names.stream().filter(name -> !recorder.reconciled.contains(name)).limit(3).toList();

    concerned.forEach(name -> group.hurry("configmap", new ResourceID(name, namespace)));
    recorder.gate.open();

    await().until(() -> recorder.reconciled.containsAll(names));
    assertThat(recorder.reconciled.subList(1, 4)).containsExactlyInAnyOrderElementsOf(concerned);
  }

  private void add(Recorder reconciler) {
    group.add(reconciler, overrider -> overrider.settingNamespace(namespace));
  }

  private void create(String name) {
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .build())
        .create();
  }

  /** Which ConfigMaps it was given. */
  @ControllerConfiguration
  private static final class Recorder implements Reconciler<ConfigMap> {

    private final List<String> reconciled = new CopyOnWriteArrayList<>();
    private final Gate gate = new Gate();
    private IndexedResourceCache<ConfigMap> cache;

    @Override
    public List<EventSource<?, ConfigMap>> prepareEventSources(
        EventSourceContext<ConfigMap> context) {
      cache = context.getPrimaryCache();
      return List.of();
    }

    @Override
    public UpdateControl<ConfigMap> reconcile(ConfigMap resource, Context<ConfigMap> context) {
      reconciled.add(resource.getMetadata().getName());
      gate.pass();
      return UpdateControl.noUpdate();
    }

    private List<String> cached() {
      return cache.list(map -> true).map(map -> map.getMetadata().getName()).toList();
    }
  }

  /** Open, until somebody closes it. */
  private static final class Gate {

    private boolean closed;

    synchronized void close() {
      closed = true;
    }

    synchronized void open() {
      closed = false;
      notifyAll();
    }

    synchronized void pass() {
      try {
        while (closed) {
          wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
