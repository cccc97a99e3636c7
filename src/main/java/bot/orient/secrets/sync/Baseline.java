package bot.orient.secrets.sync;

import bot.orient.secrets.sync.KeyHistory.StintId;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the pods of a workload's current template started with, by {@code secretName/dataKey}, for
 * every key whose change would restart them.
 */
public record Baseline(SortedMap<String, Entry> entries) {

  public Baseline {
    entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
  }

  /**
   * The value of one key.
   *
   * @param fingerprint of the value
   * @param stint which stint of the value it is, if the value had been away before; empty for the
   *     first time that the key had it
   */
  record Entry(String fingerprint, Optional<StintId> stint) {

    static Entry of(String fingerprint) {
      return new Entry(fingerprint, Optional.empty());
    }

    private String toText() {
      return fingerprint + stint.map(id -> "@" + id.toText()).orElse("");
    }

    private static Entry parse(String text) {
      int at = text.lastIndexOf('@');
      return at < 1
          ? of(text)
          : new Entry(text.substring(0, at), Optional.of(StintId.parse(text.substring(at + 1))));
    }
  }

  static Baseline empty() {
    return new Baseline(Collections.emptySortedMap());
  }

  /** Of values that were never away. */
  static Baseline of(Map<String, String> fingerprints) {
    SortedMap<String, Entry> entries = new TreeMap<>();
    fingerprints.forEach((address, fingerprint) -> entries.put(address, Entry.of(fingerprint)));
    return new Baseline(entries);
  }

  /** Empty, and never an exception, when the annotation is null or malformed. */
  public static Optional<Baseline> parse(String annotation) {
    SortedMap<String, Entry> entries = new TreeMap<>();
    try {
      for (Map.Entry<String, JsonNode> field : AnnotationJson.fields(annotation).entrySet()) {
        entries.put(
            KeyAddress.parse(field.getKey()).toString(),
            Entry.parse(AnnotationJson.text(field.getValue())));
      }
      return Optional.of(new Baseline(entries));
    } catch (IllegalArgumentException | DateTimeException malformed) {
      return Optional.empty();
    }
  }

  public SortedMap<String, String> fingerprints() {
    SortedMap<String, String> fingerprints = new TreeMap<>();
    entries.forEach((address, entry) -> fingerprints.put(address, entry.fingerprint()));
    return fingerprints;
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Null if there is no entry. */
  String fingerprint(String address) {
    Entry entry = entries.get(address);
    return entry == null ? null : entry.fingerprint();
  }

  Baseline onlyWith(String secretName) {
    SortedMap<String, Entry> kept = new TreeMap<>(entries);
    kept.keySet().removeIf(address -> !KeyAddress.parse(address).secretName().equals(secretName));
    return new Baseline(kept);
  }

  /** The same, but with the entries, or the lack of them, that another one has for some keys. */
  Baseline with(Collection<String> addresses, Baseline other) {
    SortedMap<String, Entry> mixed = new TreeMap<>(entries);
    mixed.keySet().removeAll(addresses);
    addresses.stream()
        .filter(other.entries::containsKey)
        .forEach(address -> mixed.put(address, other.entries.get(address)));
    return new Baseline(mixed);
  }

  /** Compact JSON with sorted keys: equal baselines give equal text. */
  public String toAnnotation() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    entries.forEach((address, entry) -> root.put(address, entry.toText()));
    return root.toString();
  }

  /**
   * 22 characters of base64url that differ when the baselines do. The fingerprints are keyed HMACs,
   * so this plain digest of them tells nothing to those who lack the key.
   */
  public String hash() {
    List<String> texts = new ArrayList<>();
    entries.forEach((address, entry) -> Collections.addAll(texts, address, entry.toText()));
    return Digest.of(texts);
  }
}
