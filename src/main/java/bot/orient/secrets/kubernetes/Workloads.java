package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.WorkloadId;
import bot.orient.secrets.sync.WorkloadView;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The workloads of all kinds. */
final class Workloads implements Fleet {

  private final List<WorkloadCache<?>> caches = new CopyOnWriteArrayList<>();

  /** The cache for workloads of one more kind, for its controller to fill. */
  <T extends HasMetadata> WorkloadCache<T> add(Class<T> type) {
    WorkloadCache<T> cache = new WorkloadCache<>(type);
    caches.add(cache);
    return cache;
  }

  /** Its controller could not be started. */
  void remove(WorkloadCache<?> cache) {
    caches.remove(cache);
  }

  @Override
  public List<WorkloadView> usersOf(String namespace, String secret) {
    return caches.stream()
        .<WorkloadView>flatMap(cache -> cache.viewsOfUsers(namespace, secret))
        .toList();
  }

  @Override
  public List<WorkloadId> underWay() {
    return caches.stream().flatMap(WorkloadCache::underWay).toList();
  }

  void wakeAll() {
    caches.forEach(WorkloadCache::wakeAll);
  }

  @Override
  public void wake(WorkloadId id) {
    caches.forEach(cache -> cache.wake(id));
  }
}
