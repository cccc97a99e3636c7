package bot.orient.secrets.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the pods of a workload's current template started with: {@code secretName/dataKey} to
 * fingerprint, for every key whose change would restart them.
 */
public record Baseline(SortedMap<String, String> fingerprints) {

  public Baseline {
    fingerprints = Collections.unmodifiableSortedMap(new TreeMap<>(fingerprints));
  }

  static Baseline empty() {
    return new Baseline(Collections.emptySortedMap());
  }

  /** Empty, and never an exception, when the annotation is null or malformed. */
  public static Optional<Baseline> parse(String annotation) {
    SortedMap<String, String> fingerprints = new TreeMap<>();
    try {
      for (Map.Entry<String, JsonNode> field : AnnotationJson.fields(annotation).entrySet()) {
        fingerprints.put(
            KeyAddress.parse(field.getKey()).toString(), AnnotationJson.text(field.getValue()));
      }
      return Optional.of(new Baseline(fingerprints));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  Baseline onlyWith(String secretName) {
    SortedMap<String, String> kept = new TreeMap<>(fingerprints);
    kept.keySet().removeIf(address -> !KeyAddress.parse(address).secretName().equals(secretName));
    return new Baseline(kept);
  }

  /** Compact JSON with sorted keys: equal baselines give equal text. */
  public String toAnnotation() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    fingerprints.forEach(root::put);
    return root.toString();
  }

  /**
   * 22 characters of base64url that differ when the baselines do. The fingerprints are keyed HMACs,
   * so this plain digest of them tells nothing to those who lack the key.
   */
  public String hash() {
    List<String> texts = new ArrayList<>();
    fingerprints.forEach((address, fingerprint) -> Collections.addAll(texts, address, fingerprint));
    return Digest.of(texts);
  }
}
