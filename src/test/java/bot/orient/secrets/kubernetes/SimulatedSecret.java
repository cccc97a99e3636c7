package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.sync.ProjectedKeys;
import bot.orient.secrets.sync.ProjectedSecret;
import bot.orient.secrets.sync.RestartRules;
import bot.orient.secrets.sync.SettleWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A projected Secret, written as the projecting half writes it. Fingerprints stand for values. */
final class SimulatedSecret {

  /** The last one restarts nobody. */
  static final List<String> KEYS = List.of("A", "B", "QUIET");

  /** Former values of one key in the annotation. */
  private static final int MOST_REMEMBERED = 8;

  private static final Map<String, RestartRule> KEY_RULES =
      Map.of("A", RestartRule.ALWAYS, "B", RestartRule.ALWAYS, "QUIET", RestartRule.NEVER);

  final String namespace;
  final String name;
  final Duration defaultSettle;
  RestartRules rules;
  private final SortedMap<String, String> data = new TreeMap<>();
  private final Map<String, String> earlier = new HashMap<>();
  private final Map<String, Instant> burst = new HashMap<>();

  /** When the burst began of which a change is the last, by key and the time of that change. */
  private final Map<String, Instant> burstOfChange = new HashMap<>();

  /** All values that a key ever had. */
  private final Map<String, List<Stint>> stints = new HashMap<>();

  /** How many values the keys had had when a view was current. */
  private final Map<ProjectedSecret, Map<String, Integer>> counts = new IdentityHashMap<>();

  private final Instant createdAt;
  private Instant appliedAt;
  private ProjectedKeys keys;
  private ProjectedSecret view;

  /** A value and when it came. */
  private record Stint(String value, Instant since) {}

  SimulatedSecret(
      String namespace, String name, Duration defaultSettle, RestartRules rules, Instant now) {
    this.namespace = namespace;
    this.name = name;
    this.defaultSettle = defaultSettle;
    this.rules = rules;
    this.createdAt = now;
    this.appliedAt = now;
    KEYS.forEach(
        key -> {
          data.put(key, "v0");
          stints.put(key, new ArrayList<>(List.of(new Stint("v0", now))));
        });
    this.keys =
        ProjectedKeys.parse(null)
            .successor(data, KEY_RULES, new ProjectedKeys.NoSecret(), settling(now));
    this.view = built();
  }

  /** The value that a key had before the one of now. */
  Optional<String> earlier(String key) {
    return Optional.ofNullable(earlier.get(key));
  }

  String value(String key) {
    return data.get(key);
  }

  Duration settle() {
    return rules.settle().orElse(defaultSettle);
  }

  void change(String key, String value, Instant now) {
    Instant first = burst.get(key);
    if (first == null || !now.isBefore(first.plus(settle()))) {
      burst.put(key, now);
    }
    burstOfChange.merge(key + now, burst.get(key), (a, b) -> a.isBefore(b) ? a : b);
    ProjectedKeys.Live before =
        new ProjectedKeys.Live(Map.copyOf(data), data.keySet(), createdAt, appliedAt);
    earlier.put(key, data.put(key, value));
    stints.get(key).add(new Stint(value, now));
    write(keys.successor(data, KEY_RULES, before, settling(now)), now);
  }

  void rule(RestartRules next, Instant now) {
    rules = next;
    write(keys, now);
  }

  private void write(ProjectedKeys next, Instant now) {
    keys = ProjectedKeys.parse(next.stamped(keys, appliedAt).toAnnotation());
    appliedAt = now;
    view = built();
  }

  private SettleWindow settling(Instant now) {
    return new SettleWindow(settle(), now);
  }

  /** How many values the key had had before the one of a view. */
  int stint(String key, ProjectedSecret seen) {
    return counts.get(seen).get(key) - 1;
  }

  /** Whether the value of a view left and returned after a given stint of it. */
  boolean returned(String key, int from, ProjectedSecret seen) {
    return others(key, from, seen).findAny().isPresent();
  }

  /** Whether the key had another value at a time between the two. */
  boolean hadAnother(String key, int from, ProjectedSecret seen, Instant time) {
    List<Stint> all = stints.get(key);
    return others(key, from, seen)
        .anyMatch(i -> !time.isBefore(all.get(i).since()) && !time.isAfter(all.get(i + 1).since()));
  }

  private IntStream others(String key, int from, ProjectedSecret seen) {
    List<Stint> all = stints.get(key);
    int present = stint(key, seen);
    return IntStream.range(from, present)
        .filter(i -> !all.get(i).value().equals(all.get(present).value()));
  }

  /** Whether its annotation will name all values that the key has had. */
  boolean remembers(String key) {
    return stints.get(key).size() <= MOST_REMEMBERED;
  }

  /** Whether the key changed in that second. */
  boolean changedAt(String key, Instant second) {
    return stints.get(key).stream().anyMatch(stint -> stint.since().equals(second));
  }

  /** When the waiting for further changes began; a value that was always there never waits. */
  Instant burstOf(String key, Instant changedAt) {
    return burstOfChange.getOrDefault(key + changedAt, changedAt);
  }

  ProjectedSecret view() {
    return view;
  }

  private ProjectedSecret built() {
    ProjectedSecret built =
        new ProjectedSecret(
            name,
            createdAt,
            appliedAt,
            keys,
            RestartRules.parse(rules.toAnnotation().orElse(null)).orElseThrow());
    Map<String, Integer> count = new HashMap<>();
    stints.forEach((key, all) -> count.put(key, all.size()));
    counts.put(built, count);
    return built;
  }
}
