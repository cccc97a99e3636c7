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

/**
 * Watches the Secrets that values are imported from, each by name, and tells whose import is due.
 *
 * <p>One watch a Secret, so that other Secrets never reach this process; their data is not kept
 * either.
 */
final class SourceSecretWatcher implements AutoCloseable {

  private final KubernetesClient client;
  private final Consumer<ResourceID> due;
  private final Map<ResourceID, Source> sources = new HashMap<>();

  SourceSecretWatcher(KubernetesClient client, Consumer<ResourceID> due) {
    this.client = client;
    this.due = due;
  }

  /** Makes the Secrets that a resource imports from exactly these, by name in its namespace. */
  synchronized void watch(ResourceID importer, Set<String> names) {
    String namespace = importer.getNamespace().orElseThrow();
    Set<ResourceID> wanted = new HashSet<>();
    names.forEach(name -> wanted.add(new ResourceID(name, namespace)));
    sources
        .entrySet()
        .removeIf(
            entry -> !wanted.contains(entry.getKey()) && entry.getValue().abandonedBy(importer));
    for (ResourceID source : wanted) {
      sources.computeIfAbsent(source, this::start).importers.add(importer);
    }
  }

  private Source start(ResourceID id) {
    Source source = new Source();
    source.informer =
        client
            .secrets()
            .inNamespace(id.getNamespace().orElseThrow())
            .withName(id.getName())
            .runnableInformer(0)
            .itemStore(new ValuelessSecretStore())
            .addEventHandler(source);
    source.informer.start();
    return source;
  }

  private synchronized Set<ResourceID> importers(Source source) {
    return Set.copyOf(source.importers);
  }

  @Override
  public synchronized void close() {
    sources.values().forEach(source -> source.informer.close());
    sources.clear();
  }

  /** One watched Secret and the resources that import from it. */
  private final class Source implements ResourceEventHandler<Secret> {

    private final Set<ResourceID> importers = new HashSet<>();
    private SharedIndexInformer<Secret> informer;

    private boolean abandonedBy(ResourceID importer) {
      if (importers.remove(importer) && importers.isEmpty()) {
        informer.close();
        return true;
      }
      return false;
    }

    @Override
    public void onAdd(Secret secret) {
      importers(this).forEach(due);
    }

    @Override
    public void onUpdate(Secret before, Secret after) {
      importers(this).forEach(due);
    }

    @Override
    public void onDelete(Secret secret, boolean finalStateUnknown) {
      importers(this).forEach(due);
    }
  }
}
