package bot.orient.secrets.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
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
  private final BiConsumer<String, ResourceID> wake;
  private final Map<ResourceID, Watch> watches = new ConcurrentHashMap<>();

  /** A resource of any kind. */
  private record Watcher(String kind, ResourceID id) {
    static Watcher of(HasMetadata resource) {
      return new Watcher(resource.getKind(), ResourceID.fromResource(resource));
    }
  }

  /**
   * @param wake given the kind and the id of a resource when one of its Secrets was created,
   *     changed or deleted
   */
  NamedSecretWatcher(KubernetesClient client, BiConsumer<String, ResourceID> wake) {
    this.client = client;
    this.wake = wake;
  }

  /** Makes the Secrets that wake a resource exactly these, by name in its namespace. */
  synchronized void watch(HasMetadata resource, Set<String> names) {
    Watcher watcher = Watcher.of(resource);
    String namespace = resource.getMetadata().getNamespace();
    Set<ResourceID> wanted =
        names.stream().map(name -> new ResourceID(name, namespace)).collect(Collectors.toSet());
    watches
        .entrySet()
        .removeIf(entry -> !wanted.contains(entry.getKey()) && entry.getValue().leave(watcher));
    for (ResourceID secret : wanted) {
      if (watches.computeIfAbsent(secret, this::start).watchers.add(watcher)) {
        // It may have changed after the resource looked at it and before the watch began.
        wake(watcher);
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

  private void wake(Watcher watcher) {
    wake.accept(watcher.kind(), watcher.id());
  }

  /** Wakes those that a Secret matters to, because it changed in a way that no watch tells. */
  void wakeWatchersOf(ResourceID secret) {
    Optional.ofNullable(watches.get(secret)).ifPresent(Watch::tell);
  }

  private synchronized Set<Watcher> watchers(Watch watch) {
    return Set.copyOf(watch.watchers);
  }

  @Override
  public synchronized void close() {
    watches.values().forEach(watch -> watch.informer.close());
    watches.clear();
  }

  /** One watched Secret and the resources it matters to. */
  private final class Watch implements ResourceEventHandler<Secret> {

    private final Set<Watcher> watchers = new HashSet<>();
    private SharedIndexInformer<Secret> informer;

    /** Whether nobody is left. */
    private boolean leave(Watcher watcher) {
      if (watchers.remove(watcher) && watchers.isEmpty()) {
        informer.close();
        return true;
      }
      return false;
    }

    /** Of one that came and went while the watch was broken nothing else is told. */
    @Override
    public void onList(String version, boolean remainedEmpty) {
      if (remainedEmpty) {
        tell();
      }
    }

    private void tell() {
      watchers(this).forEach(NamedSecretWatcher.this::wake);
    }

    @Override
    public void onAdd(Secret secret) {
      tell();
    }

    @Override
    public void onUpdate(Secret before, Secret after) {
      tell();
    }

    @Override
    public void onDelete(Secret secret, boolean finalStateUnknown) {
      tell();
    }
  }
}
