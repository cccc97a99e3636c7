package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.KeySpec;
import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.catalog.KeyEntry;
import java.util.Optional;

/** What is recorded in the store with a value that a spec brings along; each may be null. */
record KeyFacts(String category, String description) {

  /** The catalog knows the category best, the spec what the key is for. */
  static KeyFacts of(OrientSecret resource, KeySpec key, Catalog catalog) {
    Optional<KeyEntry> entry = catalog.key(key.key());
    return new KeyFacts(
        entry.map(KeyEntry::category).orElse(resource.getSpec().category()),
        key.description() != null
            ? key.description()
            : entry.map(KeyEntry::description).orElse(null));
  }
}
