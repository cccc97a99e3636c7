package bot.orient.secrets.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The document that the API serves, for tests that hold it against what is so. */
final class OpenApiDocument {

  private final JsonNode root;

  private OpenApiDocument(JsonNode root) {
    this.root = root;
  }

  static OpenApiDocument load() {
    try {
      return new OpenApiDocument(new JsonMapper().readTree(Endpoints.openApi()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode root() {
    return root;
  }

  /** By {@code GET /v1/audit}. */
  Map<String, JsonNode> operations() {
    Map<String, JsonNode> operations = new LinkedHashMap<>();
    root.get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            operations.put(
                                method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                method.getValue())));
    return operations;
  }

  JsonNode operation(Route route) {
    return operations().get(route.method() + " " + route.template());
  }

  /** What stands at the reference, or the node itself if it is none. */
  JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? root.at(node.get("$ref").textValue().substring(1)) : node;
  }

  /** All that is wrong with an answer of a route; empty if it is as documented. */
  List<String> problems(Route route, AdminReply reply) {
    JsonNode responses = operation(route).get("responses");
    String status = Integer.toString(reply.status());
    if (!responses.has(status) && reply.status() < 400) {
      return List.of(route + " answered " + status + ", which is not documented");
    }
    JsonNode response =
        resolved(responses.has(status) ? responses.get(status) : responses.get("default"));
    if (!response.has("content")) {
      return reply.response().body().length == 0 ? List.of() : List.of("a body is not documented");
    }
    Map.Entry<String, JsonNode> content = response.get("content").properties().iterator().next();
    if (!reply.header("Content-Type").orElse("").equals(content.getKey())) {
      return List.of("the content type is not " + content.getKey());
    }
    return new SchemaCheck(root).problems(content.getValue().get("schema"), reply.json());
  }
}
