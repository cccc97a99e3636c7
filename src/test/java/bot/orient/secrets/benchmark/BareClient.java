package bot.orient.secrets.benchmark;

import bot.orient.secrets.api.KeyStatus;
import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.OrientSecretStatus;
import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.api.ValueSource;
import bot.orient.secrets.sync.Markers;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
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
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The floor: the server-side applies an operator cannot do without, and nothing else. */
final class BareClient {

  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("floor")
          .withForce(true)
          .build();

  private static final OrientSecretStatus STATUS =
      new OrientSecretStatus(
          1L,
          Stream.of("Ready", "RestartsComplete")
              .map(
                  type ->
                      new ConditionBuilder()
                          .withType(type)
                          .withStatus("True")
                          .withReason("Synced")
                          .withMessage("1 key in Secret app-1000")
                          .withObservedGeneration(1L)
                          .withLastTransitionTime("2026-01-01T00:00:00Z")
                          .build())
              .toList(),
          List.of(
              new KeyStatus(
                  "KEY_1000",
                  ValueSource.STORE,
                  1L,
                  RestartRule.ALWAYS,
                  "2026-01-01T00:00:00Z",
                  null)),
          List.of(),
          "app-1000",
          "1/1",
          null,
          "2026-01-01T00:00:00Z",
          null,
          null);

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
    return seconds(count, threads, i -> apply(namespace, "floor-" + i, "first-floor-" + i));
  }

  /**
   * Applies a Secret and then a status of the size that the operator's have, for each of the given
   * resources; seconds it took.
   */
  double syncAll(List<OrientSecret> resources, int threads) throws Exception {
    return seconds(resources.size(), threads, i -> sync(resources.get(i)));
  }

  private void sync(OrientSecret resource) {
    String namespace = resource.getMetadata().getNamespace();
    String name = resource.getMetadata().getName();
    apply(namespace, name, "first-" + name);
    OrientSecret body = new OrientSecret();
    body.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
    body.setStatus(STATUS);
    client.resource(body).subresource("status").patch(APPLY);
  }

  /** Does a work so many times by so many threads; seconds until all is done. */
  static double seconds(int count, int threads, IntConsumer work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      long began = System.nanoTime();
      List<? extends Future<?>> applies =
          IntStream.range(0, count).mapToObj(i -> pool.submit(() -> work.accept(i))).toList();
      for (Future<?> apply : applies) {
        apply.get();
      }
      return (System.nanoTime() - began) / 1e9;
    } finally {
      pool.shutdown();
    }
  }
}
