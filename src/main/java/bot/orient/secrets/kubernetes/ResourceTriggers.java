package bot.orient.secrets.kubernetes;

import bot.orient.secrets.store.Change;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.IndexedResourceCache;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Wakes the resources of one kind when something outside Kubernetes' own watches concerns them.
 * Until the controller runs there is nobody to wake: it looks at every resource when it starts.
 */
final class ResourceTriggers<P extends HasMetadata> {

  private static final String BY_CHANGE = "by-change";

  private final Function<P, List<Change>> interests;
  private final TriggerEventSource<P> events = new TriggerEventSource<>("triggers", this::find);
  private volatile IndexedResourceCache<P> cache;

  /**
   * @param interests the changes of the store that concern a resource
   */
  ResourceTriggers(Function<P, List<Change>> interests) {
    this.interests = interests;
  }

  /** Called once, before the cache fills. */
  EventSource<Void, P> attach(EventSourceContext<P> context) {
    context
        .getPrimaryCache()
        .addIndexers(
            Map.of(
                BY_CHANGE,
                resource ->
                    interests.apply(resource).stream()
                        .map(ResourceTriggers::indexKey)
                        .distinct()
                        .toList()));
    cache = context.getPrimaryCache();
    return events;
  }

  private Optional<P> find(ResourceID id) {
    return cache.get(id);
  }

  private static String indexKey(Change change) {
    return change.kind() + "|" + change.scope() + "|" + change.name();
  }

  /** Whether a resource may be there: until the cache is filled, every one may. */
  boolean mayExist(ResourceID id) {
    return !events.isRunning() || cache.contains(id);
  }

  /** Does nothing for a resource that is not there. */
  void wake(ResourceID id) {
    events.wake(id);
  }

  /** Wakes a resource of the same name that may have come while one was reconciled as deleted. */
  void wakeSuccessorOf(ResourceID deleted) {
    events.wakeSuccessorOf(deleted);
  }

  /** The resources that a change would concern; none until the cache is filled. */
  List<P> interestedIn(Change change) {
    return events.isRunning() ? cache.byIndex(BY_CHANGE, indexKey(change)) : List.of();
  }

  /** Whether the cache has all that there is. */
  boolean isFilled() {
    return events.isRunning();
  }

  /** The namespaces that have a resource; none until the cache is filled. */
  Set<String> namespaces() {
    return isFilled()
        ? cache
            .keys()
            .map(id -> id.getNamespace().orElse(""))
            .filter(namespace -> !namespace.isEmpty())
            .collect(Collectors.toSet())
        : Set.of();
  }

  /** The resources of a namespace, to be read only; none until the cache is filled. */
  Stream<P> in(String namespace) {
    return isFilled() ? cache.list(namespace) : Stream.empty();
  }

  /**
   * Wakes the resources that changes concern.
   *
   * @param first is told of each before it is woken
   */
  void concernedBy(List<Change> changes, Consumer<ResourceID> first) {
    if (!events.isRunning()) {
      return;
    }
    changes.stream()
        .map(ResourceTriggers::indexKey)
        .distinct()
        .flatMap(key -> cache.byIndex(BY_CHANGE, key).stream())
        .map(ResourceID::fromResource)
        .distinct()
        .peek(first)
        .forEach(this::wake);
  }

  /** All that the cache has; none until it is filled. */
  List<P> all() {
    return events.isRunning() ? cache.list().toList() : List.of();
  }

  void wakeAll() {
    if (events.isRunning()) {
      cache.keys().forEach(this::wake);
    }
  }
}
