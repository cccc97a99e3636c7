package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.KeySpec;
import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.InvalidSecretException;
import bot.orient.secrets.store.SealedImportRequest;
import bot.orient.secrets.store.SealedImportResult;
import bot.orient.secrets.store.SecretStore;
import java.util.HashMap;
import java.util.Map;

/** Takes over the values that stand sealed in specs, each text once. */
final class SealedValueImporter {

  private final SecretStore store;
  private final Catalog catalog;
  private final EventRecorder events;

  SealedValueImporter(SecretStore store, Catalog catalog, EventRecorder events) {
    this.store = store;
    this.catalog = catalog;
    this.events = events;
  }

  /** Takes over every sealed value; answers, by key, what became of it. */
  Map<String, SealedImportResult> importAll(OrientSecret resource) {
    Map<String, SealedImportResult> results = new HashMap<>();
    for (KeySpec key : resource.getSpec().keys()) {
      if (key.sealedValue() != null) {
        results.put(key.key(), importKey(resource, key));
      }
    }
    return results;
  }

  private SealedImportResult importKey(OrientSecret resource, KeySpec key) {
    String namespace = resource.getMetadata().getNamespace();
    KeyFacts facts = KeyFacts.of(resource, key, catalog);
    Actor actor = SpecAuthor.of(resource);
    try {
      SealedImportResult result =
          store.importSealed(
              new SealedImportRequest(
                  namespace, key.key(), key.sealedValue(), facts.category(), facts.description()),
              actor);
      if (result instanceof SealedImportResult.Taken taken && taken.written()) {
        events.normal(
            resource,
            "Imported",
            "%s version %d from its sealed value, written by %s"
                .formatted(key.key(), taken.version(), actor.name()));
      }
      return result;
    } catch (InvalidSecretException e) {
      return new SealedImportResult.Invalid("is refused: " + e.getMessage());
    }
  }
}
