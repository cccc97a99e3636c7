package bot.orient.secrets.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A CRD as it stands in {@code crds/}, and every node of its schema. */
public enum CommittedCrd {
  ORIENT_SECRET("orientsecrets.secrets.orient.bot.yaml"),
  PROVIDER_DEFAULTS("providerdefaults.secrets.orient.bot.yaml");

  /**
   * A node of the schema. In its path, {@code []} is an item of a list and {@code *} an entry of a
   * map, such as {@code spec.keys[].as}.
   */
  public record Node(String path, JsonNode schema) {

    /** Whether the node is a named field, not a list's item or a map's entry. */
    boolean isField() {
      return !path.endsWith("[]") && !path.endsWith("*");
    }
  }

  private final String file;

  CommittedCrd(String file) {
    this.file = file;
  }

  public JsonNode document() {
    try {
      return new YAMLMapper().readTree(Path.of("crds", file).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public JsonNode schema() {
    return document().at("/spec/versions/0/schema/openAPIV3Schema");
  }

  /** All nodes below the top, fields and items and entries alike. */
  public List<Node> nodes() {
    List<Node> nodes = new ArrayList<>();
    collect("", schema(), nodes);
    return nodes;
  }

  private static void collect(String path, JsonNode schema, List<Node> nodes) {
    if (!path.isEmpty()) {
      nodes.add(new Node(path, schema));
    }
    if (schema.has("items")) {
      collect(path + "[]", schema.get("items"), nodes);
    }
    if (schema.has("additionalProperties")) {
      collect(path + ".*", schema.get("additionalProperties"), nodes);
    }
    String prefix = path.isEmpty() ? "" : path + ".";
    schema
        .path("properties")
        .properties()
        .forEach(property -> collect(prefix + property.getKey(), property.getValue(), nodes));
  }
}
