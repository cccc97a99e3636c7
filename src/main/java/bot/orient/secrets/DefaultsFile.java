package bot.orient.secrets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The configuration file with default values: a YAML mapping from key to text. */
final class DefaultsFile {

  private DefaultsFile() {}

  /**
   * @throws IllegalArgumentException naming the file and the line, never a value
   */
  static Map<String, String> read(Path file) {
    try {
      Map<String, String> values =
          new YAMLMapper().readValue(file.toFile(), new TypeReference<Map<String, String>>() {});
      return values == null ? Map.of() : values;
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
}
