package bot.orient.secrets.benchmark;

import bot.orient.secrets.sync.Markers;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Watches Secrets and tells when a value arrives in one of them. Values are unique here. */
final class SecretArrivals implements ResourceEventHandler<Secret>, AutoCloseable {

  private final SharedIndexInformer<Secret> informer;
  private final Arrivals arrivals = new Arrivals();

  SecretArrivals(KubernetesClient client) {
    informer = client.secrets().inAnyNamespace().withLabel(Markers.PROJECTED_FOR).inform(this);
  }

  /** {@link System#nanoTime} of the moment that the value was seen. */
  long await(String value) throws Exception {
    return arrivals.await(
        Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
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
    secret.getData().values().forEach(value -> arrivals.saw(value, now));
  }

  @Override
  public void close() {
    informer.close();
  }
}
