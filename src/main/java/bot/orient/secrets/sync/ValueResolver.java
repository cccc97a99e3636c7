package bot.orient.secrets.sync;

import bot.orient.secrets.api.KeySpec;
import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.api.ValueSource;
import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.catalog.KeyEntry;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.SecretRead;
import bot.orient.secrets.store.Superseded;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Decides per key which value wins: the store's, else the environment's, else the configuration
 * file's.
 */
public final class ValueResolver {

  private static final String NOWHERE =
      "has no value: write it to the store, or import it with secretKeyRef";

  private final Fallbacks fallbacks;
  private final Catalog catalog;

  public ValueResolver(Fallbacks fallbacks, Catalog catalog) {
    this.fallbacks = fallbacks;
    this.catalog = catalog;
  }

  /**
   * One result a key, in the order of the spec.
   *
   * @param reads has an entry for each key; their values are wiped
   * @param importProblems by key, why its value could not be imported
   */
  public List<ResolvedKey> resolve(
      List<KeySpec> keys, Map<String, SecretRead> reads, Map<String, String> importProblems) {
    return keys.stream()
        .map(
            spec ->
                new ResolvedKey(
                    spec.key(),
                    dataKey(spec),
                    restartRule(spec),
                    Boolean.TRUE.equals(spec.optional()),
                    resolve(
                        spec.key(),
                        reads.get(spec.key()),
                        importProblems.getOrDefault(spec.key(), NOWHERE))))
        .toList();
  }

  /**
   * One result a key that was read, each under its own name and none required. Wipes the values
   * read.
   */
  public List<ResolvedKey> resolveOptional(Map<String, SecretRead> reads) {
    return new TreeMap<>(reads)
        .entrySet().stream()
            .map(
                read ->
                    new ResolvedKey(
                        read.getKey(),
                        read.getKey(),
                        defaultRule(read.getKey()),
                        true,
                        resolve(read.getKey(), read.getValue(), NOWHERE)))
            .toList();
  }

  /**
   * Which values are there and not used.
   *
   * @param resolved by this
   * @param sealed keys with a sealed value that was taken over
   * @param superseded keys whose value was taken over, and what the store has instead
   */
  public Shadowing shadowing(
      List<ResolvedKey> resolved, Set<String> sealed, Map<String, Superseded> superseded) {
    return Shadowing.of(resolved, fallbacks, sealed, superseded);
  }

  static String dataKey(KeySpec spec) {
    return spec.as() == null ? spec.key() : spec.as();
  }

  private RestartRule restartRule(KeySpec spec) {
    return spec.restart() == null ? defaultRule(spec.key()) : spec.restart();
  }

  /** The catalog's rule, else the cautious one. */
  private RestartRule defaultRule(String key) {
    return catalog.key(key).map(KeyEntry::restart).orElse(RestartRule.ALWAYS);
  }

  /**
   * An unreadable value does not fall back: it is in the store, so the store has priority, and an
   * attacker who can damage a row must not be able to choose another source for it. Nor does a key
   * that is held at a version: another value is not what was asked for.
   */
  private ResolvedKey.Resolution resolve(String key, SecretRead read, String missing) {
    if (read instanceof SecretRead.Found found) {
      return new ResolvedKey.Value(
          ValueSource.STORE,
          open(found.value()),
          found.version(),
          found.updatedAt(),
          found.compromise());
    }
    if (read instanceof SecretRead.Unreadable unreadable) {
      return new ResolvedKey.Unreadable(unreadable.version(), unreadable.reason());
    }
    if (read instanceof SecretRead.NoSuchVersion missingVersion) {
      return new ResolvedKey.NoSuchVersion(missingVersion.version(), missingVersion.reason());
    }
    return fallbacks
        .find(key)
        .<ResolvedKey.Resolution>map(
            fallback -> new ResolvedKey.Value(fallback.source(), fallback.value(), null, null))
        .orElseGet(() -> new ResolvedKey.Missing(missing, newestVersion(read)));
  }

  private static long newestVersion(SecretRead read) {
    return read instanceof SecretRead.Absent absent ? absent.newestVersion() : 0;
  }

  private static byte[] open(SecretBytes value) {
    try (value) {
      return value.toByteArray();
    }
  }
}
