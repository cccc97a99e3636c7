package bot.orient.secrets.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** All that is known of keys, categories, providers and use cases. Immutable. */
public final class Catalog {

  private static final String BUILT_IN = "catalog.yaml";

  private final SortedMap<String, Category> categories;
  private final SortedMap<String, KeyEntry> keys;
  private final SortedMap<String, Provider> providers;
  private final SortedMap<String, UseCase> useCases;

  Catalog(
      SortedMap<String, Category> categories,
      SortedMap<String, KeyEntry> keys,
      SortedMap<String, Provider> providers,
      SortedMap<String, UseCase> useCases) {
    this.categories = categories;
    this.keys = keys;
    this.providers = providers;
    this.useCases = useCases;
  }

  /** The catalog that the operator ships with. */
  public static Catalog load() {
    try (InputStream yaml = Catalog.class.getResourceAsStream("/" + BUILT_IN)) {
      Catalog catalog = new CatalogParser(BUILT_IN).parse(yaml);
      new CatalogReferences(BUILT_IN, catalog).check();
      return catalog;
    } catch (IOException e) {
      throw new CatalogException(BUILT_IN, "cannot be read: " + e.getMessage());
    }
  }

  /**
   * This catalog with the entries of a file added, or put in place of those of the same name.
   *
   * @param file YAML of the same form as the built-in catalog
   * @throws CatalogException if it cannot be read, has an unknown field, or an entry that cannot be
   *     used; the message names file, entry and field
   */
  public Catalog extendedBy(Path file) {
    String source = file.toString();
    try (InputStream yaml = Files.newInputStream(file)) {
      return extendedBy(source, yaml);
    } catch (IOException e) {
      throw new CatalogException(
          source, "cannot be read (%s); check the path and its permissions".formatted(e));
    }
  }

  Catalog extendedBy(String source, InputStream yaml) throws IOException {
    Catalog extended = overlaidWith(new CatalogParser(source).parse(yaml));
    new CatalogReferences(source, extended).check();
    return extended;
  }

  private Catalog overlaidWith(Catalog other) {
    return new Catalog(
        overlay(categories, other.categories),
        overlay(keys, other.keys),
        overlay(providers, other.providers),
        overlay(useCases, other.useCases));
  }

  private static <V> SortedMap<String, V> overlay(
      SortedMap<String, V> below, SortedMap<String, V> above) {
    SortedMap<String, V> merged = new TreeMap<>(below);
    merged.putAll(above);
    return merged;
  }

  public Optional<KeyEntry> key(String key) {
    return find(keys, key);
  }

  public Optional<Category> category(String id) {
    return find(categories, id);
  }

  public Optional<Provider> provider(String id) {
    return find(providers, id);
  }

  public Optional<UseCase> useCase(String id) {
    return find(useCases, id);
  }

  private static <V> Optional<V> find(SortedMap<String, V> entries, String id) {
    return id == null ? Optional.empty() : Optional.ofNullable(entries.get(id));
  }

  /** All keys, sorted by name. */
  public List<KeyEntry> keys() {
    return list(keys.values());
  }

  /** All categories, sorted by id. */
  public List<Category> categories() {
    return list(categories.values());
  }

  /** All providers, sorted by id. */
  public List<Provider> providers() {
    return list(providers.values());
  }

  /** All use cases, sorted by id. */
  public List<UseCase> useCases() {
    return list(useCases.values());
  }

  private static <V> List<V> list(Collection<V> entries) {
    return List.copyOf(entries);
  }
}
