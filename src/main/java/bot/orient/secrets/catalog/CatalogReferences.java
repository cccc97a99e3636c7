package bot.orient.secrets.catalog;

/** Checks that whatever an entry names is in the catalog too. */
final class CatalogReferences {

  private final String source;
  private final Catalog catalog;

  CatalogReferences(String source, Catalog catalog) {
    this.source = source;
    this.catalog = catalog;
  }

  void check() {
    for (KeyEntry key : catalog.keys()) {
      if (catalog.category(key.category()).isEmpty()) {
        throw unknown("keys." + key.key() + ".category", key.category(), "categories");
      }
    }
    for (Provider provider : catalog.providers()) {
      for (String key : provider.apiKeys()) {
        if (catalog.key(key).isEmpty()) {
          throw unknown("providers." + provider.id() + ".apiKeys", key, "keys");
        }
      }
    }
    for (UseCase useCase : catalog.useCases()) {
      for (String provider : useCase.providers()) {
        if (catalog.provider(provider).isEmpty()) {
          throw unknown("useCases." + useCase.id() + ".providers", provider, "providers");
        }
      }
    }
  }

  private CatalogException unknown(String field, String name, String section) {
    return new CatalogException(
        source, field, "\"%s\" is not in the catalog; add it under %s".formatted(name, section));
  }
}
