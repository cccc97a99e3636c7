package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.WorkloadId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WorkloadCacheTest {

  private static final Deployment STAYS = deployment("stays");

  /** A finalizer that nobody takes away keeps it. */
  private static final Deployment GOES =
      new DeploymentBuilder(deployment("goes"))
          .editMetadata()
          .withDeletionTimestamp("2026-11-23T18:00:00Z")
          .addToFinalizers("example.test/hangs")
          .endMetadata()
          .build();

  /** It uses Secret {@code app}, and a restart of it is under way. */
  private static Deployment deployment(String name) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName(name)
        .addToAnnotations(
            Markers.ROLLOUT,
            "{\"at\":\"2026-11-23T17:00:00Z\",\"changed\":[\"app/A\"],\"phase\":\"Started\"}")
        .endMetadata()
        .withNewSpec()
        .withReplicas(1)
        .withNewTemplate()
        .withNewSpec()
        .addNewContainer()
        .addNewEnvFrom()
        .withNewSecretRef("app", false)
        .endEnvFrom()
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static WorkloadCache<Deployment> cacheOf(Deployment... deployments) {
    WorkloadCache<Deployment> cache = new WorkloadCache<>(Deployment.class);
    cache
        .attach(
            new EventSourceContext<>(
                new Filled<>(List.of(deployments)), null, null, Deployment.class))
        .start();
    return cache;
  }

  @Test
  void knowsTheUsersOfASecretAndThoseUnderWay() {
    WorkloadCache<Deployment> cache = cacheOf(STAYS);

    assertThat(cache.viewsOfUsers("shop", "app")).hasSize(1);
    assertThat(cache.viewsOfUsers("shop", "other")).isEmpty();
    assertThat(cache.underWay()).containsExactly(new WorkloadId("Deployment", "shop", "stays"));
  }

  @Test
  void leavesOutWhatIsBeingDeleted() {
    WorkloadCache<Deployment> cache = cacheOf(GOES, STAYS);

    assertThat(cache.viewsOfUsers("shop", "app"))
        .extracting(view -> view.workload().name())
        .containsExactly("stays");
    assertThat(cache.underWay()).containsExactly(new WorkloadId("Deployment", "shop", "stays"));
  }

  /** A cache that never changes. */
  private static final class Filled<T extends HasMetadata> implements IndexerResourceCache<T> {

    private final List<T> all;
    private final Map<String, Function<T, List<String>>> indexers = new HashMap<>();

    Filled(List<T> all) {
      this.all = all;
    }

    @Override
    public void addIndexers(Map<String, Function<T, List<String>>> more) {
      indexers.putAll(more);
    }

    @Override
    public List<T> byIndex(String index, String key) {
      return all.stream().filter(one -> indexers.get(index).apply(one).contains(key)).toList();
    }

    @Override
    public Optional<T> get(ResourceID id) {
      return all.stream().filter(one -> ResourceID.fromResource(one).equals(id)).findFirst();
    }

    @Override
    public Stream<ResourceID> keys() {
      return all.stream().map(ResourceID::fromResource);
    }

    @Override
    public Stream<T> list(Predicate<T> wanted) {
      return all.stream().filter(wanted);
    }

    @Override
    public Stream<T> list(String namespace, Predicate<T> wanted) {
      return list(wanted).filter(one -> namespace.equals(one.getMetadata().getNamespace()));
    }
  }
}
