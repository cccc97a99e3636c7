package bot.orient.secrets.playground;

import bot.orient.secrets.api.OrientSecret;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** The documents of a file of examples/, of whatever kinds they are. */
final class Manifests {

  private static final YAMLMapper YAML = new YAMLMapper();

  private Manifests() {}

  static List<JsonNode> in(Path file) {
    try (MappingIterator<JsonNode> documents =
        YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
      return documents.readAll();
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read as YAML", e);
    }
  }

  static boolean isOurs(JsonNode manifest) {
    return manifest.path("apiVersion").asText().startsWith(OrientSecret.GROUP + "/");
  }

  /** Such as {@code argoproj.io/v1alpha1 Application}. */
  static String type(JsonNode manifest) {
    return manifest.path("apiVersion").asText() + " " + manifest.path("kind").asText();
  }
}
