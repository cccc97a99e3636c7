package bot.orient.secrets.benchmark;

import bot.orient.secrets.sync.Markers;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** The floor: the server-side applies an operator cannot do without, and nothing else. */
final class BareClient {

  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("floor")
          .withForce(true)
          .build();

  private final KubernetesClient client;

  BareClient(KubernetesClient client) {
    this.client = client;
  }

  void apply(String namespace, String name, String value) {
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name)
            .withLabels(Map.of(Markers.PROJECTED_FOR, "floor"))
            .endMetadata()
            .withStringData(Map.of())
            .addToStringData("KEY", value)
            .build();
    client.resource(secret).patch(APPLY);
  }

  /** Applies that many Secrets by as many threads at once as the operator has; seconds it took. */
  double applyAll(String namespace, int count, int threads) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      long began = System.nanoTime();
      List<? extends Future<?>> applies =
          IntStream.range(0, count)
              .mapToObj(i -> pool.submit(() -> apply(namespace, "floor-" + i, "first-floor-" + i)))
              .toList();
      for (Future<?> apply : applies) {
        apply.get();
      }
      return (System.nanoTime() - began) / 1e9;
    } finally {
      pool.shutdown();
    }
  }
}
