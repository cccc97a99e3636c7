package bot.orient.secrets.sync;

import bot.orient.secrets.api.ProviderDefaultsSpec;
import bot.orient.secrets.api.ProviderSelection;
import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.api.ValueSource;
import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.catalog.Provider;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The keys that provider defaults come to in a Secret. */
public final class ProviderKeys {

  /** The key Orient's own code reads: a JSON object from use case to provider. */
  public static final String RAW_JSON = "AI_PROVIDER_DEFAULTS";

  private final ProviderDefaultsSpec spec;
  private final Catalog catalog;

  /** {@code spec} has passed validation: its use cases and providers are in the catalog. */
  public ProviderKeys(ProviderDefaultsSpec spec, Catalog catalog) {
    this.spec = spec;
    this.catalog = catalog;
  }

  /** Every key that may hold the API key of a chosen provider; the spec need not be valid. */
  public SortedSet<String> apiKeys() {
    SortedSet<String> keys = new TreeSet<>();
    providers().forEach(provider -> keys.addAll(provider.apiKeys()));
    return keys;
  }

  /** The choices, and of the API keys those that were found, if the spec asks for them. */
  public List<ResolvedKey> projected(List<ResolvedKey> apiKeys) {
    List<ResolvedKey> keys = new ArrayList<>();
    SortedMap<String, String> raw = new TreeMap<>();
    new TreeMap<>(spec.useCases())
        .forEach(
            (useCase, choice) -> {
              String prefix = screaming(useCase);
              keys.add(plain(prefix + "_PROVIDER", choice.provider()));
              if (choice.model() != null) {
                keys.add(plain(prefix + "_MODEL", choice.model()));
              }
              raw.put(useCase, choice.provider());
            });
    keys.add(plain(RAW_JSON, json(raw)));
    if (Boolean.TRUE.equals(spec.includeApiKeys())) {
      keys.addAll(apiKeys);
    }
    return keys;
  }

  /** One line a chosen provider that has no usable API key; any of a provider's keys will do. */
  public List<String> missing(List<ResolvedKey> apiKeys) {
    Set<String> present =
        apiKeys.stream()
            .filter(key -> key.resolution() instanceof ResolvedKey.Value)
            .map(ResolvedKey::key)
            .collect(Collectors.toSet());
    return providers().stream()
        .filter(provider -> Collections.disjoint(provider.apiKeys(), present))
        .map(
            provider ->
                provider.id()
                    + " has no API key: write "
                    + String.join(" or ", provider.apiKeys())
                    + " to the store")
        .toList();
  }

  private List<Provider> providers() {
    return spec.useCases().values().stream()
        .filter(Objects::nonNull)
        .map(ProviderSelection::provider)
        .filter(Objects::nonNull)
        .distinct()
        .sorted()
        .flatMap(id -> catalog.provider(id).stream())
        .toList();
  }

  private static ResolvedKey plain(String name, String value) {
    return new ResolvedKey(
        name,
        name,
        RestartRule.ALWAYS,
        false,
        new ResolvedKey.Value(
            ValueSource.STORE, value.getBytes(StandardCharsets.UTF_8), null, null));
  }

  /** {@code imageGeneration} becomes {@code IMAGE_GENERATION}. */
  static String screaming(String useCase) {
    return useCase
        .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
        .replaceAll("[^A-Za-z0-9]", "_")
        .toUpperCase(Locale.ROOT);
  }

  private static String json(SortedMap<String, String> raw) {
    try {
      return JsonMapper.builder().build().writeValueAsString(raw);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of strings is always JSON", e);
    }
  }
}
