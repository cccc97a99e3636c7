package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.ProjectedSecret;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * What the projected Secrets say of their keys, and none of their values: for the controllers of
 * all kinds of workloads, from the informers of those who project them.
 */
final class ProjectedSecrets {

  private record Known(String version, Content content) {

    static final Comparator<Known> AGE = Comparator.comparing(Known::version, ResourceVersions.AGE);

    static Known of(Secret secret) {
      return new Known(
          Objects.requireNonNullElse(secret.getMetadata().getResourceVersion(), ""),
          new Content(
              ProjectedSecret.of(secret),
              Optional.ofNullable(secret.getMetadata().getAnnotations())
                  .map(annotations -> annotations.get(Markers.OWNER))));
    }
  }

  private record Content(Optional<ProjectedSecret> secret, Optional<String> owner) {

    boolean hasOtherValuesThan(Content before) {
      return secret
          .flatMap(now -> before.secret().map(was -> now.keys().replaceValuesOf(was.keys())))
          .orElse(false);
    }
  }

  private final List<Told> sources = new CopyOnWriteArrayList<>();
  private final Consumer<ResourceID> changed;
  private final Consumer<ResourceID> valueChanged;

  /**
   * @param changed given every Secret that came, went or became another
   * @param valueChanged given before that those with another value than before
   */
  ProjectedSecrets(Consumer<ResourceID> changed, Consumer<ResourceID> valueChanged) {
    this.changed = changed;
    this.valueChanged = valueChanged;
  }

  /** To be told by one more informer, of Secrets that no other one tells of at the same time. */
  ResourceEventHandler<Secret> source() {
    Told source = new Told();
    sources.add(source);
    return source;
  }

  Optional<ProjectedSecret> find(String namespace, String name) {
    return known(namespace, name).flatMap(Content::secret);
  }

  /** The resource a Secret is projected for, as {@code Kind/name}. */
  Optional<String> owner(String namespace, String name) {
    return known(namespace, name).flatMap(Content::owner);
  }

  /** The newest, if one informer lags behind another. */
  private Optional<Content> known(String namespace, String name) {
    ResourceID id = new ResourceID(name, namespace);
    return sources.stream()
        .map(source -> source.known.get(id))
        .filter(Objects::nonNull)
        .max(Known.AGE)
        .map(Known::content);
  }

  /** What one informer told: a Secret that changes hands may come here before it goes there. */
  private final class Told implements ResourceEventHandler<Secret> {

    private final Map<ResourceID, Known> known = new ConcurrentHashMap<>();

    @Override
    public void onAdd(Secret secret) {
      remember(secret);
    }

    @Override
    public void onUpdate(Secret before, Secret after) {
      remember(after);
    }

    @Override
    public void onDelete(Secret secret, boolean finalStateUnknown) {
      ResourceID id = ResourceID.fromResource(secret);
      known.remove(id);
      changed.accept(id);
    }

    private void remember(Secret secret) {
      ResourceID id = ResourceID.fromResource(secret);
      Known now = Known.of(secret);
      Known before = known.put(id, now);
      if (before != null && now.content().hasOtherValuesThan(before.content())) {
        valueChanged.accept(id);
      }
      if (before == null || !now.content().equals(before.content())) {
        changed.accept(id);
      }
    }
  }
}
