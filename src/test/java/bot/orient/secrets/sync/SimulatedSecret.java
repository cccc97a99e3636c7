package bot.orient.secrets.sync;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.sync.ProjectedKeys.Live;
import bot.orient.secrets.sync.ProjectedKeys.LiveData;
import bot.orient.secrets.sync.ProjectedKeys.NoSecret;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A projected Secret, written as the projector writes it. Fingerprints stand for values. */
final class SimulatedSecret {

  final String name;
  final SortedMap<String, String> desired = new TreeMap<>();
  final SortedMap<String, RestartRule> rules = new TreeMap<>();

  /** True time of the last change, removals included, known to the simulation only. */
  final Map<String, Instant> changedAt = new TreeMap<>();

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
