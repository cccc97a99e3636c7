package bot.orient.secrets.admin;

import bot.orient.secrets.admin.SecretView.CompromiseView;
import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.api.ValueSource;
import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.catalog.Category;
import bot.orient.secrets.catalog.KeyEntry;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.Compromise;
import bot.orient.secrets.store.SecretSummary;
import bot.orient.secrets.sync.Fallbacks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Puts together what store, catalog and fallbacks know of secrets. Pure. */
final class SecretViews {

  /** For what has no category. */
  private static final String OTHER = "other";

  private final Catalog catalog;
  private final Fallbacks fallbacks;

  SecretViews(Catalog catalog, Fallbacks fallbacks) {
    this.catalog = catalog;
    this.fallbacks = fallbacks;
  }

  /** The secrets of one category, sorted by key. */
  record CategoryView(String id, String title, List<SecretView> secrets) {}

  /** A scope's secrets by category, each sorted. */
  record ScopeView(String scope, List<CategoryView> categories) {}

  /**
   * All that is in a scope, and all the slots that the catalog has for it.
   *
   * @param wanted one category only
   */
  ScopeView list(
      String scope,
      Optional<String> wanted,
      List<SecretSummary> stored,
      Map<String, Compromise> compromised) {
    SortedMap<String, SecretView> secrets = new TreeMap<>();
    catalog.keys().forEach(entry -> secrets.put(entry.key(), slot(entry.key())));
    stored.forEach(
        summary ->
            secrets.put(
                summary.key(), of(summary, Optional.ofNullable(compromised.get(summary.key())))));
    return new ScopeView(
        scope,
        byCategory(secrets.values()).entrySet().stream()
            .filter(category -> wanted.isEmpty() || wanted.get().equals(category.getKey()))
            .map(
                category ->
                    new CategoryView(
                        category.getKey(), title(category.getKey()), category.getValue()))
            .toList());
  }

  private static SortedMap<String, List<SecretView>> byCategory(Collection<SecretView> secrets) {
    SortedMap<String, List<SecretView>> categories = new TreeMap<>();
    secrets.forEach(
        secret ->
            categories.computeIfAbsent(secret.category(), id -> new ArrayList<>()).add(secret));
    return categories;
  }

  private String title(String category) {
    return catalog.category(category).map(Category::title).orElse(category);
  }

  /** A key that the store has a value for. */
  SecretView of(SecretSummary summary, Optional<Compromise> compromise) {
    Optional<KeyEntry> known = catalog.key(summary.key());
    return new SecretView(
        summary.key(),
        summary.category() == null
            ? known.map(KeyEntry::category).orElse(OTHER)
            : summary.category(),
        summary.description() == null
            ? known.map(KeyEntry::description).orElse(null)
            : summary.description(),
        true,
        ValueSource.STORE,
        summary.version(),
        summary.revision(),
        summary.createdAt().toString(),
        summary.updatedAt().toString(),
        restart(summary.key()),
        compromise
            .map(mark -> new CompromiseView(mark.at().toString(), mark.actor(), mark.reason()))
            .orElse(null));
  }

  /** A key that the store has no value for. */
  SecretView slot(String key) {
    Optional<KeyEntry> known = catalog.key(key);
    return new SecretView(
        key,
        known.map(KeyEntry::category).orElse(OTHER),
        known.map(KeyEntry::description).orElse(null),
        false,
        fallbacks.find(key).map(Fallbacks.Fallback::source).orElse(ValueSource.MISSING),
        null,
        null,
        null,
        null,
        restart(key),
        null);
  }

  /** Whether a key is known although the store has nothing for it. */
  boolean hasSlot(String key) {
    return catalog.key(key).isPresent() || fallbacks.find(key).isPresent();
  }

  /** What is odd about a new value, if the catalog knows what such values look like. */
  Optional<String> oddity(String key, SecretBytes value) {
    byte[] bytes = value.toByteArray();
    try {
      return catalog
          .key(key)
          .filter(entry -> !entry.looksLike(bytes))
          .map(entry -> "it does not look as expected: such a value usually " + entry.formatHint());
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private String restart(String key) {
    return catalog.key(key).map(KeyEntry::restart).orElse(RestartRule.ALWAYS).text();
  }
}
