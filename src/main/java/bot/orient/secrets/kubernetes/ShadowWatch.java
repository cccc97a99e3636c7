package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.KeySpec;
import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.store.ImportRequest;
import bot.orient.secrets.store.SealedImportResult;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.store.StoreException;
import bot.orient.secrets.store.Superseded;
import bot.orient.secrets.sync.SealedValues;
import bot.orient.secrets.sync.Shadowing;
import bot.orient.secrets.sync.SyncOutcome;
import bot.orient.secrets.sync.ValueResolver;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Looks which values of a spec, or of other sources, are there and not used. */
final class ShadowWatch {

  private final SecretStore store;
  private final ValueResolver resolver;

  ShadowWatch(SecretStore store, ValueResolver resolver) {
    this.store = store;
    this.resolver = resolver;
  }

  /**
   * Looks at all keys of a spec but for those that are held at a version: those ask for an older
   * value.
   *
   * @param sealed what became of the sealed values; one that was refused is told elsewhere
   */
  Shadowing look(OrientSecret resource, SyncOutcome outcome, SealedValues sealed) {
    if (outcome.resolved().isEmpty() || !sealed.known()) {
      return Shadowing.unknown();
    }
    String namespace = resource.getMetadata().getNamespace();
    Set<String> taken = new TreeSet<>();
    Map<String, ImportRequest.Source> imported = new HashMap<>();
    for (KeySpec key : resource.getSpec().keys()) {
      if (key.version() != null) {
        continue;
      }
      if (sealed.results().get(key.key()) instanceof SealedImportResult.AlreadyTaken) {
        taken.add(key.key());
      }
      if (key.secretKeyRef() != null) {
        imported.put(
            key.key(),
            new ImportRequest.Source(
                namespace, key.secretKeyRef().name(), key.secretKeyRef().key()));
      }
    }
    try {
      Map<String, Superseded> superseded =
          taken.isEmpty() && imported.isEmpty()
              ? Map.of()
              : store.superseded(namespace, taken, imported);
      return resolver.shadowing(outcome.resolved().get(), taken, superseded);
    } catch (StoreException e) {
      // The store went away just now; the feed wakes this resource when it is back.
      return Shadowing.unknown();
    }
  }
}
