package bot.orient.secrets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The configuration file with default values: a YAML mapping from key to text. */
final class DefaultsFile {

  private DefaultsFile() {}

  private static final ObjectReader READER =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build()
          .readerFor(new TypeReference<Map<String, String>>() {});

  /**
   * @throws IllegalArgumentException naming the file and the line, never a value
   */
  static Map<String, String> read(Path file) {
    try {
      Map<String, String> values = new TreeMap<>();
      try (MappingIterator<Map<String, String>> documents = READER.readValues(file.toFile())) {
        while (documents.hasNextValue()) {
          Map<String, String> document = documents.nextValue();
          values.putAll(document == null ? Map.of() : document);
        }
      }
      requireValues(values);
      return values;
    } catch (JsonProcessingException e) {
      // Without its cause: a parser's message quotes the text around the error.
      throw new IllegalArgumentException(
          "ORIENT_DEFAULTS_FILE: %s is not a YAML mapping from key to text, line %d"
              .formatted(file, e.getLocation() == null ? 0 : e.getLocation().getLineNr()));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "ORIENT_DEFAULTS_FILE: cannot read " + file + "; check that it is mounted", e);
    }
  }

  private static void requireValues(Map<String, String> values) {
    values.forEach(
        (key, value) -> {
          if (value == null) {
            throw new IllegalArgumentException(
                "ORIENT_DEFAULTS_FILE: "
                    + key
                    + " has no value; take it out, or write \"\" for an empty one");
          }
        });
  }
}
