package bot.orient.secrets.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A request for a resource, as the API server's audit log has it.
 *
 * @param resource with its subresource: {@code orientsecrets/status}
 * @param namespace empty for one that has none, or for all
 * @param name empty where it is not known to the authorizer
 * @param code of the answer
 */
public record AuditedCall(
    String verb, String group, String resource, String namespace, String name, int code) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  static List<AuditedCall> readAll(Path log, String user) {
    try (Stream<String> lines = Files.lines(log)) {
      return lines
          .map(AuditedCall::parse)
          .filter(event -> user.equals(event.at("/user/username").asText()))
          // Discovery has no object.
          .filter(event -> event.has("objectRef"))
          .map(AuditedCall::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AuditedCall of(JsonNode event) {
    JsonNode object = event.path("objectRef");
    String subresource = object.path("subresource").asText();
    return new AuditedCall(
        event.path("verb").asText(),
        object.path("apiGroup").asText(),
        object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource),
        object.path("namespace").asText(),
        object.path("name").asText(),
        event.at("/responseStatus/code").asInt());
  }
}
