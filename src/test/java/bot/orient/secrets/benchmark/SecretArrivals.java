package bot.orient.secrets.benchmark;

import bot.orient.secrets.sync.Markers;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Watches Secrets and tells when a value arrives in one of them. Values are unique here. */
final class SecretArrivals implements ResourceEventHandler<Secret>, AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;

  private final SharedIndexInformer<Secret> informer;
  private final Map<String, CompletableFuture<Long>> arrivals = new ConcurrentHashMap<>();

  SecretArrivals(KubernetesClient client) {
    informer = client.secrets().inAnyNamespace().withLabel(Markers.PROJECTED_FOR).inform(this);
  }

  /** Completes with {@link System#nanoTime} of the moment that the value was seen. */
  CompletableFuture<Long> of(String value) {
    return arrivals.computeIfAbsent(
        Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)),
        v -> new CompletableFuture<>());
  }

  long await(String value) throws Exception {
    return of(value).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void onAdd(Secret secret) {
    seen(secret);
  }

  @Override
  public void onUpdate(Secret before, Secret after) {
    seen(after);
  }

  @Override
  public void onDelete(Secret secret, boolean finalStateUnknown) {}

  private void seen(Secret secret) {
    long now = System.nanoTime();
    secret
        .getData()
        .values()
        .forEach(
            value -> arrivals.computeIfAbsent(value, v -> new CompletableFuture<>()).complete(now));
  }

  @Override
  public void close() {
    informer.close();
  }
}
