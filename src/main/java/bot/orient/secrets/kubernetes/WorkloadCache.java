package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.SecretUse;
import bot.orient.secrets.sync.Workload;
import bot.orient.secrets.sync.WorkloadId;
import bot.orient.secrets.sync.WorkloadView;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.IndexedResourceCache;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The workloads of one kind, as the cache of their controller has them. */
final class WorkloadCache<T extends HasMetadata> {

  private static final String BY_SECRET = "by-secret";
  private static final String UNDER_WAY = "under-way";

  private final Class<T> type;
  private final TriggerEventSource<T> triggers = new TriggerEventSource<>("triggers", this::find);
  private volatile IndexedResourceCache<T> cache;

  WorkloadCache(Class<T> type) {
    this.type = type;
  }

  /** Called once, before the cache fills. */
  EventSource<Void, T> attach(EventSourceContext<T> context) {
    context
        .getPrimaryCache()
        .addIndexers(
            Map.of(
                BY_SECRET,
                resource -> secretsOf(Workload.of(resource)),
                UNDER_WAY,
                resource -> Workload.of(resource).isUnderWay() ? List.of(UNDER_WAY) : List.of()));
    cache = context.getPrimaryCache();
    return triggers;
  }

  private Optional<T> find(ResourceID id) {
    return cache.get(id);
  }

  private static List<String> secretsOf(Workload workload) {
    return workload.uses().stream()
        .map(SecretUse::secretName)
        .distinct()
        .map(name -> workload.namespace() + "/" + name)
        .toList();
  }

  /** Those that use a Secret; none until the controller runs. */
  Stream<WorkloadView> viewsOfUsers(String namespace, String secret) {
    return indexed(BY_SECRET, namespace + "/" + secret)
        .filter(WorkloadCache::stays)
        .map(WorkloadView::of);
  }

  /** Those whose last rollout is not through, and has not failed either. */
  Stream<WorkloadId> underWay() {
    return indexed(UNDER_WAY, UNDER_WAY)
        .filter(WorkloadCache::stays)
        .map(Workload::of)
        .map(Workload::id);
  }

  /** One that is being deleted may hang in that for ever, and nobody is to wait for it. */
  private static boolean stays(HasMetadata resource) {
    return !resource.isMarkedForDeletion();
  }

  /** The cache cannot be asked before it is filled. */
  private Stream<T> indexed(String index, String key) {
    return triggers.isRunning() ? cache.byIndex(index, key).stream() : Stream.empty();
  }

  /** Has a workload of this kind looked at again; does nothing for others. */
  void wake(WorkloadId id) {
    if (id.kind().equals(HasMetadata.getKind(type))) {
      triggers.wake(new ResourceID(id.name(), id.namespace()));
    }
  }

  /** Wakes a workload of the same name that may have come while one was looked at as deleted. */
  void wakeSuccessorOf(T deleted) {
    triggers.wakeSuccessorOf(ResourceID.fromResource(deleted));
  }

  /** The same as {@link #wake} for every workload of this kind. */
  void wakeAll() {
    if (triggers.isRunning()) {
      cache.keys().forEach(triggers::wake);
    }
  }
}
