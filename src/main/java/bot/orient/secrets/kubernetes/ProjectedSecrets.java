package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.ProjectedSecret;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What the projected Secrets say of their keys, and none of their values. One cache for the
 * controllers of all kinds of workloads.
 */
final class ProjectedSecrets implements AutoCloseable {

  private record Known(Optional<ProjectedSecret> secret, Optional<String> owner) {

    static Known of(Secret secret) {
      return new Known(
          ProjectedSecret.of(secret),
          Optional.ofNullable(secret.getMetadata().getAnnotations())
              .map(annotations -> annotations.get(Markers.OWNER)));
    }

    boolean hasOtherValuesThan(Known before) {
      return secret
          .flatMap(now -> before.secret().map(was -> now.keys().replaceValuesOf(was.keys())))
          .orElse(false);
    }
  }

  private final Map<ResourceID, Known> known = new ConcurrentHashMap<>();
  private final List<SharedIndexInformer<Secret>> informers = new ArrayList<>();
  private final Consumer<ResourceID> changed;
  private final Consumer<ResourceID> valueChanged;

  /**
   * @param namespaces to look at; empty means all
   * @param changed given every Secret that came, went or became another
   * @param valueChanged given before that those with another value than before
   */
  ProjectedSecrets(
      KubernetesClient client,
      Set<String> namespaces,
      Consumer<ResourceID> changed,
      Consumer<ResourceID> valueChanged) {
    this.changed = changed;
    this.valueChanged = valueChanged;
    if (namespaces.isEmpty()) {
      informers.add(informer(client.secrets().inAnyNamespace()));
    }
    for (String namespace : namespaces) {
      informers.add(informer(client.secrets().inNamespace(namespace)));
    }
  }

  private SharedIndexInformer<Secret> informer(FilterWatchListDeletable<Secret, ?, ?> secrets) {
    return secrets
        .withLabel(Markers.PROJECTED_FOR)
        .withLimit(ControllerSettings.PAGE)
        .runnableInformer(0)
        .itemStore(new ValuelessSecretStore())
        .addEventHandler(new SecretEvents())
        // Otherwise it gives up for ever when a list fails.
        .exceptionHandler((started, failure) -> true);
  }

  /** Returns when the Secrets that are there are known. */
  void start() {
    informers.forEach(SharedIndexInformer::run);
  }

  /** Whether every watch holds, and the Secrets that were there first are known. */
  boolean isWatching() {
    return informers.stream().allMatch(informer -> informer.hasSynced() && informer.isWatching());
  }

  Optional<ProjectedSecret> find(String namespace, String name) {
    return Optional.ofNullable(known.get(new ResourceID(name, namespace))).flatMap(Known::secret);
  }

  /** The resource a Secret is projected for, as {@code Kind/name}. */
  Optional<String> owner(String namespace, String name) {
    return Optional.ofNullable(known.get(new ResourceID(name, namespace))).flatMap(Known::owner);
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::close);
  }

  private final class SecretEvents implements ResourceEventHandler<Secret> {

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
      if (before != null && now.hasOtherValuesThan(before)) {
        valueChanged.accept(id);
      }
      if (!now.equals(before)) {
        changed.accept(id);
      }
    }
  }
}
