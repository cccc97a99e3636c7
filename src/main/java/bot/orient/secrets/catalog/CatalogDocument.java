package bot.orient.secrets.catalog;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A catalog as it stands in YAML; anything may be absent. */
record CatalogDocument(
    Map<String, CategoryRow> categories,
    Map<String, KeyRow> keys,
    Map<String, ProviderRow> providers,
    Map<String, UseCaseRow> useCases) {

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final String NOT_A_CATALOG = "is not of the form of a catalog: ";

  CatalogDocument {
    categories = orEmpty(categories);
    keys = orEmpty(keys);
    providers = orEmpty(providers);
    useCases = orEmpty(useCases);
  }

  private static <V> Map<String, V> orEmpty(Map<String, V> map) {
    return map == null ? Map.of() : map;
  }

  /**
   * Reads a document.
   *
   * @throws CatalogException if it is not YAML or not of this form
   */
  static CatalogDocument read(String source, InputStream yaml) throws IOException {
    try {
      CatalogDocument document = YAML.readValue(yaml, CatalogDocument.class);
      if (document == null) {
        throw new CatalogException(source, NOT_A_CATALOG + "it holds null");
      }
      return document;
    } catch (UnrecognizedPropertyException e) {
      String known =
          e.getKnownPropertyIds().stream()
              .map(Object::toString)
              .sorted()
              .collect(Collectors.joining(", "));
      throw new CatalogException(source, path(e), "unknown field; known are " + known);
    } catch (JsonMappingException e) {
      throw new CatalogException(source, path(e), NOT_A_CATALOG + firstLine(e));
    } catch (JacksonException e) {
      throw new CatalogException(source, NOT_A_CATALOG + firstLine(e));
    }
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(
            step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
        .collect(Collectors.joining("."))
        .replace(".[", "[");
  }

  private static String firstLine(JacksonException e) {
    String line = e.getOriginalMessage().lines().findFirst().orElse("");
    return e.getLocation() == null ? line : line + " (line " + e.getLocation().getLineNr() + ")";
  }

  record CategoryRow(String title, String description) {}

  record KeyRow(
      String category, String description, String format, String formatHint, String restart) {}

  record ProviderRow(String title, List<String> apiKeys) {}

  record UseCaseRow(String title, List<String> providers) {}
}
