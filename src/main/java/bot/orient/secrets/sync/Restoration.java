package bot.orient.secrets.sync;

import bot.orient.secrets.api.KeySpec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What was put back to earlier versions because rollouts failed, and what could not be.
 *
 * <p>A pinned resource is {@code Ready}: its Secret is as it should be and its dependents run, so
 * whoever waits for that by kstatus, such as Flux, need not be stopped; what is to be mended is in
 * the store, not in Git. That a person has to do something is told by the condition {@code Pinned},
 * which is there only while it is true, for alerts and health checks that want to know.
 *
 * @param resource the name of the OrientSecret
 * @param pins those in force; empty if the annotation cannot be read
 * @param impossible why a key was not put back, by key
 */
public record Restoration(
    String resource, Optional<Pins> pins, SortedMap<String, String> impossible) {

  public static final String CONDITION = "Pinned";

  private static final int MOST_KEYS = 5;

  /** While the annotation cannot be read: what was known of it stays. */
  public static Restoration unknown(String resource) {
    return new Restoration(resource, Optional.empty(), new TreeMap<>());
  }

  public static Restoration of(String resource, Pins inForce) {
    return new Restoration(resource, Optional.of(inForce), new TreeMap<>());
  }

  public Restoration withImpossible(SortedMap<String, String> why) {
    return new Restoration(resource, pins, why);
  }

  private Map<String, Pins.Pin> byKey() {
    return pins.<Map<String, Pins.Pin>>map(Pins::byKey).orElse(Map.of());
  }

  public boolean concerns(String key) {
    return byKey().containsKey(key);
  }

  /**
   * The names in the Secret of what was put back, and of the files with it: their restarts wait for
   * nothing.
   */
  public SortedSet<String> urgent(Collection<KeySpec> keys, Target target) {
    SortedSet<String> names =
        keys.stream()
            .filter(key -> concerns(key.key()))
            .map(ValueResolver::dataKey)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> restored = Set.copyOf(names);
    target
        .templates()
        .forEach(
            (file, template) -> {
              if (template.variables().stream().anyMatch(used -> restored.contains(used.name()))) {
                names.add(file);
              }
            });
    return names;
  }

  /**
   * Remarks on the keys of a status.
   *
   * @param others that there are besides
   */
  Map<String, String> remarks(Map<String, String> others) {
    Map<String, String> remarks = new TreeMap<>(others);
    byKey().forEach((key, pin) -> remarks.merge(key, pin.text(), (a, b) -> b + "; " + a));
    return remarks;
  }

  /** For the column of {@code kubectl get} that tells of the restarts. */
  String remark() {
    return byKey().isEmpty() ? "" : ", pinned";
  }

  /** Whoever looks at {@code Ready} only is told too. */
  SyncOutcome addTo(SyncOutcome outcome) {
    return outcome instanceof SyncOutcome.Synced synced && !byKey().isEmpty()
        ? new SyncOutcome.Synced(
            synced.keys(),
            synced.changed(),
            synced.message() + "; pinned: " + String.join(", ", byKey().keySet()))
        : outcome;
  }

  /** What {@code RestartsComplete} says in addition; nothing if nothing was impossible. */
  String whyNotRestored() {
    return impossible.isEmpty()
        ? ""
        : "; nothing was restored: "
            + impossible.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining("; "));
  }

  ConditionSet addTo(ConditionSet conditions) {
    if (pins.isEmpty()) {
      return conditions.keep(CONDITION);
    }
    return byKey().isEmpty()
        ? conditions
        : conditions.with(CONDITION, true, "RolloutFailed", message());
  }

  private String message() {
    List<String> texts =
        byKey().entrySet().stream()
            .limit(MOST_KEYS)
            .map(entry -> entry.getKey() + " " + entry.getValue().text())
            .toList();
    int more = byKey().size() - texts.size();
    return String.join("; ", texts)
        + (more == 0 ? "" : "; and " + more + " more keys")
        + "; write a good version, then: kubectl annotate osec "
        + resource
        + " "
        + Markers.PINNED
        + "-";
  }
}
