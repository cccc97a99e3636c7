package bot.orient.secrets.cli;

import bot.orient.secrets.crypto.SealingPublicKey;
import bot.orient.secrets.sync.SealingKeyDocument;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The ConfigMap with the public key, saved as YAML or JSON as kubectl prints it. */
public final class PublicKeyFile {

  private static final String HOW =
      "; save it with: kubectl get configmap "
          + SealingKeyDocument.NAME
          + " --namespace NAMESPACE_OF_THE_OPERATOR --output yaml";

  private static final YAMLMapper YAML = new YAMLMapper();

  private PublicKeyFile() {}

  /**
   * @throws IllegalArgumentException naming the file, what is wrong with it and how to get a good
   *     one
   */
  public static SealingPublicKey read(Path file) {
    try {
      return SealingKeyDocument.read(data(YAML.readTree(Files.readString(file))));
    } catch (JsonProcessingException e) {
      // Without its cause, which quotes the file: it may be another one by mistake.
      throw new IllegalArgumentException("--public-key: " + file + " is no YAML or JSON" + HOW);
    } catch (IOException e) {
      throw new IllegalArgumentException("--public-key: cannot read " + file + HOW, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--public-key: " + file + ": " + e.getMessage() + HOW, e);
    }
  }

  private static Map<String, String> data(JsonNode document) {
    if (!"ConfigMap".equals(document.path("kind").asText())) {
      throw new IllegalArgumentException("is not a ConfigMap");
    }
    Map<String, String> data = new TreeMap<>();
    document
        .path("data")
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue().isTextual()) {
                data.put(entry.getKey(), entry.getValue().asText());
              }
            });
    return data;
  }
}
