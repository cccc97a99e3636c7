package bot.orient.secrets.sync;

import bot.orient.secrets.api.KeySpec;
import bot.orient.secrets.api.OrientSecretSpec;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which keys of an OrientSecret stay at an earlier version, as its annotation {@link
 * Markers#PINNED} tells: written when a rollout failed, removed by a person. It is an annotation of
 * the resource itself, so that it outlives the operator, the Secret and a restored backup.
 */
public record Pins(SortedMap<String, Pin> byKey) {

  public static final Pins NONE = new Pins(Collections.emptySortedMap());

  private static final String USE = "use";
  private static final String INSTEAD = "instead";
  private static final String FAILED = "failed";
  private static final String SCOPE = "scope";

  /**
   * One key, by its name in the store.
   *
   * @param use the version to project
   * @param instead the one that a rollout failed with
   * @param failed the workloads it failed for, for people; empty if a person wrote the pin
   * @param scope of the store that the versions are of; empty for the resource's own namespace
   */
  public record Pin(long use, long instead, Optional<String> failed, Optional<String> scope) {

    /** For people, behind the key's name. */
    String text() {
      return "stays at version "
          + use
          + failed
              .map(workloads -> ", because version " + instead + " made " + workloads + " fail")
              .orElse(" instead of version " + instead);
    }
  }

  public Pins {
    byKey = Collections.unmodifiableSortedMap(new TreeMap<>(byKey));
  }

  /**
   * Never throws.
   *
   * @param annotation null or blank means that nothing is pinned
   * @return empty when it is malformed
   */
  public static Optional<Pins> parse(String annotation) {
    if (annotation == null || annotation.isBlank()) {
      return Optional.of(NONE);
    }
    SortedMap<String, Pin> pins = new TreeMap<>();
    try {
      AnnotationJson.fields(annotation).forEach((key, entry) -> pins.put(key, pin(entry)));
      return Optional.of(new Pins(pins));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static Pin pin(JsonNode entry) {
    return new Pin(
        AnnotationJson.version(entry.path(USE)),
        AnnotationJson.version(entry.path(INSTEAD)),
        optionalText(entry, FAILED),
        optionalText(entry, SCOPE));
  }

  private static Optional<String> optionalText(JsonNode entry, String field) {
    return entry.has(field) ? Optional.of(AnnotationJson.text(entry.get(field))) : Optional.empty();
  }

  /** Compact JSON with sorted keys. */
  public String toAnnotation() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    byKey.forEach(
        (key, pin) -> {
          ObjectNode entry = root.putObject(key).put(USE, pin.use()).put(INSTEAD, pin.instead());
          pin.failed().ifPresent(workloads -> entry.put(FAILED, workloads));
          pin.scope().ifPresent(scope -> entry.put(SCOPE, scope));
        });
    return root.toString();
  }

  public Pins plus(Map<String, Pin> more) {
    SortedMap<String, Pin> all = new TreeMap<>(byKey);
    all.putAll(more);
    return new Pins(all);
  }

  /**
   * Those that have an effect: of keys that the spec has and does not hold at a version itself,
   * from the scope that it names. Another scope's version of the same number is another value.
   *
   * @param spec has keys; need not be valid
   */
  public Pins inForce(OrientSecretSpec spec, String namespace) {
    Optional<String> scope = foreignScope(spec, namespace);
    SortedMap<String, Pin> effective = new TreeMap<>(byKey);
    effective
        .keySet()
        .retainAll(
            spec.keys().stream()
                .filter(key -> key != null && key.version() == null)
                .map(KeySpec::key)
                .collect(Collectors.toSet()));
    effective.values().removeIf(pin -> !pin.scope().equals(scope));
    return new Pins(effective);
  }

  /** Empty for the resource's own namespace. */
  static Optional<String> foreignScope(OrientSecretSpec spec, String namespace) {
    return Optional.ofNullable(spec.scope()).filter(scope -> !scope.equals(namespace));
  }
}
