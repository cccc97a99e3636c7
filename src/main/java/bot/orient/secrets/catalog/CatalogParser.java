package bot.orient.secrets.catalog;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.catalog.CatalogDocument.CategoryRow;
import bot.orient.secrets.catalog.CatalogDocument.KeyRow;
import bot.orient.secrets.catalog.CatalogDocument.ProviderRow;
import bot.orient.secrets.catalog.CatalogDocument.UseCaseRow;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/** Makes entries of one catalog file; does not yet look at what they refer to. */
final class CatalogParser {

  // The same names as the custom resources allow where they refer to an entry.
  private static final Pattern CATEGORY_ID = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final Pattern PROVIDER_ID = Pattern.compile("[a-z0-9]([-_a-z0-9]{0,61}[a-z0-9])?");
  private static final Pattern USE_CASE_ID = Pattern.compile("[a-z][A-Za-z0-9]{0,62}");
  private static final Pattern KEY_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,252}");

  /**
   * The operator's own settings begin so. A key of the catalog may be resolved from the operator's
   * environment, so such a key would hand its settings, the key of the store among them, to users.
   */
  private static final String OPERATOR_SETTINGS = "ORIENT_";

  private final String source;

  CatalogParser(String source) {
    this.source = source;
  }

  Catalog parse(InputStream yaml) throws IOException {
    CatalogDocument document = CatalogDocument.read(source, yaml);
    return new Catalog(
        entries("categories", document.categories(), CATEGORY_ID, this::category),
        entries("keys", document.keys(), KEY_NAME, this::key),
        entries("providers", document.providers(), PROVIDER_ID, this::provider),
        entries("useCases", document.useCases(), USE_CASE_ID, this::useCase));
  }

  private <R, E> SortedMap<String, E> entries(
      String section, Map<String, R> rows, Pattern names, EntryMaker<R, E> maker) {
    SortedMap<String, E> entries = new TreeMap<>();
    rows.forEach(
        (name, row) -> {
          String path = section + "." + name;
          if (!names.matcher(name).matches()) {
            throw new CatalogException(source, path, "the name does not match ^" + names + "$");
          }
          if (row == null) {
            throw new CatalogException(source, path, "has no fields; give it some or remove it");
          }
          entries.put(name, maker.make(path, name, row));
        });
    return entries;
  }

  private Category category(String path, String id, CategoryRow row) {
    return new Category(
        id,
        required(path + ".title", row.title()),
        required(path + ".description", row.description()));
  }

  private KeyEntry key(String path, String key, KeyRow row) {
    if (key.startsWith(OPERATOR_SETTINGS)) {
      throw new CatalogException(
          source, path, "names that begin with ORIENT_ are the operator's own settings; remove it");
    }
    if ((row.format() == null) != (row.formatHint() == null)) {
      throw new CatalogException(
          source, path + ".formatHint", "format and formatHint stand together; give both or none");
    }
    return new KeyEntry(
        key,
        required(path + ".category", row.category()),
        required(path + ".description", row.description()),
        format(path + ".format", row.format()),
        row.formatHint(),
        restart(path + ".restart", row.restart()));
  }

  private Provider provider(String path, String id, ProviderRow row) {
    List<String> apiKeys = names(path + ".apiKeys", row.apiKeys());
    if (apiKeys.isEmpty()) {
      throw new CatalogException(
          source, path + ".apiKeys", "is missing; name at least one key that opens the provider");
    }
    return new Provider(id, required(path + ".title", row.title()), apiKeys);
  }

  private UseCase useCase(String path, String id, UseCaseRow row) {
    Set<String> providers = Set.copyOf(names(path + ".providers", row.providers()));
    return new UseCase(id, required(path + ".title", row.title()), providers);
  }

  private String required(String path, String text) {
    if (text == null || text.isBlank()) {
      throw new CatalogException(source, path, "is missing; give it a text");
    }
    return text.strip();
  }

  private List<String> names(String path, List<String> names) {
    List<String> given = names == null ? List.of() : names;
    if (given.stream().anyMatch(Objects::isNull)) {
      throw new CatalogException(source, path, "has an empty item; remove it");
    }
    return given;
  }

  private Pattern format(String path, String format) {
    try {
      return format == null ? null : Pattern.compile(format);
    } catch (PatternSyntaxException e) {
      throw new CatalogException(
          source, path, "is not a regular expression of Java: " + e.getDescription());
    }
  }

  private RestartRule restart(String path, String restart) {
    if (restart == null) {
      return RestartRule.ALWAYS;
    }
    return Arrays.stream(RestartRule.values())
        .filter(rule -> rule.text().equals(restart))
        .findFirst()
        .orElseThrow(
            () ->
                new CatalogException(
                    source, path, "\"%s\" is none of %s".formatted(restart, restartRules())));
  }

  private static String restartRules() {
    return Arrays.stream(RestartRule.values())
        .map(RestartRule::text)
        .collect(Collectors.joining(", "));
  }

  private interface EntryMaker<R, E> {
    E make(String path, String name, R row);
  }
}
