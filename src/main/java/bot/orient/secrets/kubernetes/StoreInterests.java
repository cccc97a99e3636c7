package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.KeySpec;
import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.ProviderDefaults;
import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.store.Change;
import bot.orient.secrets.sync.ProviderKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Which changes of the store concern a resource. Called for every object, valid or not. */
final class StoreInterests {

  private StoreInterests() {}

  static List<Change> of(OrientSecret resource) {
    String scope = OrientSecretReconciler.scope(resource);
    List<Change> interests = new ArrayList<>();
    interests.add(new Change(scope, Change.Kind.GRANT, resource.getMetadata().getNamespace()));
    if (resource.getSpec() != null && resource.getSpec().keys() != null) {
      resource.getSpec().keys().stream()
          .filter(Objects::nonNull)
          .map(KeySpec::key)
          .filter(Objects::nonNull)
          .map(key -> new Change(scope, Change.Kind.SECRET, key))
          .forEach(interests::add);
    }
    return interests;
  }

  static List<Change> of(ProviderDefaults resource, Catalog catalog) {
    String namespace = resource.getMetadata().getNamespace();
    List<Change> interests = new ArrayList<>();
    interests.add(new Change(namespace, Change.Kind.PROVIDERS, resource.getMetadata().getName()));
    if (resource.getSpec() != null && resource.getSpec().useCases() != null) {
      new ProviderKeys(resource.getSpec(), catalog)
          .apiKeys()
          .forEach(key -> interests.add(new Change(namespace, Change.Kind.SECRET, key)));
    }
    return interests;
  }
}
