package bot.orient.secrets.kubernetes;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Watches Secrets that are not ours but matter to a resource, each by name: those it imports values
 * from, and one that is in the way of its target.
 *
 * <p>One watch a Secret, so that other Secrets never reach this process; their data is not kept
 * either.
 */
final class NamedSecretWatcher implements AutoCloseable {

  private final KubernetesClient client;
  private final Consumer<ResourceID> wake;
  private final Map<ResourceID, Watch> watches = new HashMap<>();

  /**
   * @param wake given a resource when one of its Secrets was created, changed or deleted
   */
  NamedSecretWatcher(KubernetesClient client, Consumer<ResourceID> wake) {
    this.client = client;
    this.wake = wake;
  }

  /** Makes the Secrets that wake a resource exactly these, by name in its namespace. */
  synchronized void watch(ResourceID resource, Set<String> names) {
    String namespace = resource.getNamespace().orElseThrow();
    Set<ResourceID> wanted =
        names.stream().map(name -> new ResourceID(name, namespace)).collect(Collectors.toSet());
    watches
        .entrySet()
        .removeIf(entry -> !wanted.contains(entry.getKey()) && entry.getValue().leave(resource));
    for (ResourceID secret : wanted) {
      if (watches.computeIfAbsent(secret, this::start).resources.add(resource)) {
        // It may have changed after the resource looked at it and before the watch began.
        wake.accept(resource);
      }
    }
  }

  private Watch start(ResourceID secret) {
    Watch watch = new Watch();
    watch.informer =
        client
            .secrets()
            .inNamespace(secret.getNamespace().orElseThrow())
            .withName(secret.getName())
            .runnableInformer(0)
            .itemStore(new ValuelessSecretStore())
            .addEventHandler(watch)
            // Otherwise it gives up for ever when the first list fails.
            .exceptionHandler((started, failure) -> true);
    watch.informer.start();
    return watch;
  }

  /** Wakes those that a Secret matters to, because it changed in a way that no watch tells. */
  void wakeWatchersOf(ResourceID secret) {
    watchers(secret).forEach(wake);
  }

  private synchronized Set<ResourceID> watchers(ResourceID secret) {
    Watch watch = watches.get(secret);
    return watch == null ? Set.of() : Set.copyOf(watch.resources);
  }

  private synchronized Set<ResourceID> resources(Watch watch) {
    return Set.copyOf(watch.resources);
  }

  @Override
  public synchronized void close() {
    watches.values().forEach(watch -> watch.informer.close());
    watches.clear();
  }

  /** One watched Secret and the resources it matters to. */
  private final class Watch implements ResourceEventHandler<Secret> {

    private final Set<ResourceID> resources = new HashSet<>();
    private SharedIndexInformer<Secret> informer;

    /** Whether nobody is left. */
    private boolean leave(ResourceID resource) {
      if (resources.remove(resource) && resources.isEmpty()) {
        informer.close();
        return true;
      }
      return false;
    }

    @Override
    public void onAdd(Secret secret) {
      resources(this).forEach(wake);
    }

    @Override
    public void onUpdate(Secret before, Secret after) {
      resources(this).forEach(wake);
    }

    @Override
    public void onDelete(Secret secret, boolean finalStateUnknown) {
      resources(this).forEach(wake);
    }
  }
}
