package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.sync.ProjectedKeys;
import bot.orient.secrets.sync.ProjectedSecret;
import bot.orient.secrets.sync.RestartRules;
import bot.orient.secrets.sync.SettleWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A projected Secret, written as the projecting half writes it. Fingerprints stand for values. */
final class SimulatedSecret {

  /** The last one restarts nobody. */
  static final List<String> KEYS = List.of("A", "B", "QUIET");

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

  private final Instant createdAt;
  private Instant appliedAt;
  private ProjectedKeys keys;
  private ProjectedSecret view;

  SimulatedSecret(
      String namespace, String name, Duration defaultSettle, RestartRules rules, Instant now) {
    this.namespace = namespace;
    this.name = name;
    this.defaultSettle = defaultSettle;
    this.rules = rules;
    this.createdAt = now;
    this.appliedAt = now;
    KEYS.forEach(key -> data.put(key, "v0"));
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

  /** When the waiting for further changes began; a value that was always there never waits. */
  Instant burstOf(String key, Instant changedAt) {
    return burstOfChange.getOrDefault(key + changedAt, changedAt);
  }

  ProjectedSecret view() {
    return view;
  }

  private ProjectedSecret built() {
    return new ProjectedSecret(
        name,
        createdAt,
        appliedAt,
        keys,
        RestartRules.parse(rules.toAnnotation().orElse(null)).orElseThrow());
  }
}
