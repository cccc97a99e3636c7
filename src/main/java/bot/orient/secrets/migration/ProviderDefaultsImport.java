package bot.orient.secrets.migration;

import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.catalog.Provider;
import bot.orient.secrets.catalog.UseCase;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.ProviderChoice;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Turns Orient's {@code AI_PROVIDER_DEFAULTS}, a JSON object from use case to provider, into
 * provider defaults of the store. Orient falls back silently where it does not know a name; here
 * each is reported.
 */
final class ProviderDefaultsImport {

  private static final String KEY = "AI_PROVIDER_DEFAULTS";
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,62}");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ImportTarget target;
  private final Catalog catalog;

  ProviderDefaultsImport(ImportTarget target, Catalog catalog) {
    this.target = target;
    this.catalog = catalog;
  }

  /** One row a use case; writes those that can be used. */
  List<RowReport> take(SecretBytes value, ImportOptions options) {
    Optional<JsonNode> choices = parsed(value);
    if (choices.isEmpty()) {
      return List.of(
          new RowReport(
              KEY,
              ImportOutcome.CORRUPT,
              "the value is not a JSON object from use case to provider: write it again in"
                  + " Orient"));
    }
    Map<String, ProviderChoice> before =
        target.providerDefaults(options.scope(), options.providerDefaults());
    Map<String, ProviderChoice> after = new TreeMap<>(before);
    List<RowReport> rows = new ArrayList<>();
    for (Map.Entry<String, JsonNode> choice : choices.get().properties()) {
      rows.add(merge(choice.getKey(), choice.getValue(), after, options));
    }
    if (!after.equals(before) && !options.policy().dryRun()) {
      target.putProviderDefaults(options.scope(), options.providerDefaults(), after);
    }
    return rows;
  }

  private RowReport merge(
      String useCase, JsonNode provider, Map<String, ProviderChoice> into, ImportOptions options) {
    String row = KEY + "." + (NAME.matcher(useCase).matches() ? useCase : "(not a name)");
    Optional<String> problem = problem(useCase, provider);
    if (problem.isPresent()) {
      return new RowReport(row, ImportOutcome.REFUSED, problem.get());
    }
    ProviderChoice here = into.get(useCase);
    if (here != null && here.provider().equals(provider.textValue())) {
      return new RowReport(row, ImportOutcome.UNCHANGED, here.provider());
    }
    if (here != null && !options.policy().replace()) {
      return new RowReport(
          row,
          ImportOutcome.CONFLICT,
          "the store has "
              + here.provider()
              + ", which is kept: to have Orient's choice, run again with --replace");
    }
    into.put(useCase, new ProviderChoice(provider.textValue(), null));
    return new RowReport(
        row,
        here == null ? ImportOutcome.IMPORTED : ImportOutcome.REPLACED,
        provider.textValue() + " in provider defaults " + options.providerDefaults());
  }

  /** What is unknown is not quoted: it may be a value that somebody put in the wrong place. */
  private Optional<String> problem(String useCase, JsonNode provider) {
    Optional<UseCase> known = catalog.useCase(useCase);
    if (known.isEmpty()) {
      return Optional.of(
          "not a known use case; known are " + list(catalog.useCases(), UseCase::id));
    }
    if (!provider.isTextual() || catalog.provider(provider.textValue()).isEmpty()) {
      return Optional.of(
          "the provider is not a known one; known are " + list(catalog.providers(), Provider::id));
    }
    return known.get().allows(provider.textValue())
        ? Optional.empty()
        : Optional.of(
            provider.textValue()
                + " cannot serve it; these can: "
                + String.join(", ", known.get().providers()));
  }

  private static <E> String list(List<E> entries, Function<E, String> id) {
    return entries.stream().map(id).collect(Collectors.joining(", "));
  }

  private static Optional<JsonNode> parsed(SecretBytes value) {
    byte[] bytes = value.toByteArray();
    try {
      return Optional.of(JSON.readTree(bytes)).filter(JsonNode::isObject);
    } catch (IOException e) {
      return Optional.empty();
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
