package bot.orient.secrets.sync;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.sync.ProjectedKeys.Live;
import bot.orient.secrets.sync.ProjectedKeys.LiveData;
import bot.orient.secrets.sync.ProjectedKeys.NoSecret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A projected Secret, written as the projector writes it. Fingerprints stand for values. */
final class SimulatedSecret {

  final String name;
  final SortedMap<String, String> desired = new TreeMap<>();
  final SortedMap<String, RestartRule> rules = new TreeMap<>();

  /** True times of all changes, removals included, known to the simulation only. */
  private final Map<String, List<Instant>> changes = new TreeMap<>();

  private SortedMap<String, String> data = new TreeMap<>();
  private String annotation;
  private Instant createdAt;
  private Instant appliedAt;

  SimulatedSecret(String name) {
    this.name = name;
  }

  boolean exists() {
    return createdAt != null;
  }

  Optional<String> value(String dataKey) {
    return Optional.ofNullable(data.get(dataKey));
  }

  void changed(String dataKey, Instant now) {
    changes.computeIfAbsent(dataKey, key -> new ArrayList<>()).add(now);
  }

  boolean changedIn(String dataKey, Instant second) {
    return changes.getOrDefault(dataKey, List.of()).contains(second);
  }

  Instant changedAt(String dataKey) {
    List<Instant> times = changes.getOrDefault(dataKey, List.of(Instant.EPOCH));
    return times.get(times.size() - 1);
  }

  void project(Instant now) {
    ProjectedKeys before = ProjectedKeys.parse(annotation);
    LiveData live = exists() ? new Live(data, data.keySet(), createdAt, appliedAt) : new NoSecret();
    ProjectedKeys next =
        before.successor(desired, rules, live, new SettleWindow(Duration.ZERO, now));
    if (exists() && next.equals(before) && data.equals(desired)) {
      return;
    }
    annotation = next.stamped(before, appliedAt).toAnnotation();
    data = new TreeMap<>(desired);
    createdAt = exists() ? createdAt : now;
    appliedAt = now;
  }

  void deleteByHand() {
    data = new TreeMap<>();
    annotation = null;
    createdAt = null;
    appliedAt = null;
  }

  ProjectedSecret view() {
    return new ProjectedSecret(
        name, createdAt, appliedAt, ProjectedKeys.parse(annotation), RestartRules.NONE);
  }
}
