package bot.orient.secrets.benchmark;

import bot.orient.secrets.sync.Markers;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** What a watch shows of the projected Secrets, each of which has one key here. */
final class ProjectedSecretsWatch implements ResourceEventHandler<Secret>, AutoCloseable {

  private final Map<String, String> valueBySecret = new HashMap<>();
  private final SharedIndexInformer<Secret> informer;
  private long lastEvent = System.nanoTime();
  private long events;

  ProjectedSecretsWatch(KubernetesClient client) {
    informer = client.secrets().inAnyNamespace().withLabel(Markers.PROJECTED_FOR).inform(this);
  }

  /** Until there are so many in all; {@link System#nanoTime} of the last one. */
  long awaitCount(int count, Duration patience) throws InterruptedException {
    return await(values -> values.size() >= count, count + " Secrets", patience);
  }

  /** Until so many have that value; {@link System#nanoTime} of the last one. */
  long awaitValue(String value, int count, Duration patience) throws InterruptedException {
    String wanted = Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    return await(
        values -> values.values().stream().filter(wanted::equals).limit(count).count() == count,
        count + " Secrets with the new value",
        patience);
  }

  /** Secrets that were added, changed or removed since the watch began. */
  synchronized long events() {
    return events;
  }

  private synchronized long await(
      Predicate<Map<String, String>> wanted, String what, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!wanted.test(valueBySecret)) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new IllegalStateException(
            "waited %s for %s, there are %d in all"
                .formatted(patience, what, valueBySecret.size()));
      }
      wait(left);
    }
    return lastEvent;
  }

  @Override
  public void onAdd(Secret secret) {
    saw(secret);
  }

  @Override
  public void onUpdate(Secret before, Secret after) {
    if (!before
        .getMetadata()
        .getResourceVersion()
        .equals(after.getMetadata().getResourceVersion())) {
      saw(after);
    }
  }

  @Override
  public synchronized void onDelete(Secret secret, boolean finalStateUnknown) {
    valueBySecret.remove(name(secret));
    events++;
    notifyAll();
  }

  private synchronized void saw(Secret secret) {
    lastEvent = System.nanoTime();
    valueBySecret.put(name(secret), secret.getData().values().iterator().next());
    events++;
    notifyAll();
  }

  private static String name(Secret secret) {
    return secret.getMetadata().getNamespace() + "/" + secret.getMetadata().getName();
  }

  @Override
  public void close() {
    informer.close();
  }
}
