package bot.orient.secrets.sync;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.sync.ProjectedKey.Origin;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Builds projected Secrets for tests; times are seconds of one hour. */
final class SecretDraft {

  private final String name;
  private final Map<String, ProjectedKey> keys = new TreeMap<>();
  private final Map<String, KeyHistory> removed = new TreeMap<>();
  private int createdAt = 10;
  private int appliedAt = 10;
  private RestartRules rules = RestartRules.NONE;

  private SecretDraft(String name) {
    this.name = name;
  }

  static SecretDraft secret(String name) {
    return new SecretDraft(name);
  }

  static Instant second(int second) {
    return Instant.parse("2026-11-23T18:00:00Z").plusSeconds(second);
  }

  SecretDraft createdAt(int second) {
    createdAt = second;
    return this;
  }

  SecretDraft appliedAt(int second) {
    appliedAt = second;
    return this;
  }

  /** A key whose value came with the Secret. */
  SecretDraft with(String dataKey, String value) {
    return with(dataKey, value, RestartRule.ALWAYS, Origin.CREATED_WITH_SECRET, createdAt);
  }

  /** A key that is new in the Secret. */
  SecretDraft added(String dataKey, String value, int second) {
    return with(dataKey, value, RestartRule.ALWAYS, Origin.ADDED_LATER, second);
  }

  /** A key whose value changed. */
  SecretDraft changed(String dataKey, String value, int second) {
    return with(dataKey, value, RestartRule.ALWAYS, Origin.CHANGED, second);
  }

  /** The values that the key had before, with the seconds when they came. */
  SecretDraft after(String dataKey, Object... valuesAndSeconds) {
    KeyHistory history = KeyHistory.NONE;
    for (int i = 0; i < valuesAndSeconds.length; i += 2) {
      history =
          history.followedBy((String) valuesAndSeconds[i], second((int) valuesAndSeconds[i + 1]));
    }
    keys.replace(dataKey, keys.get(dataKey).withHistory(history));
    return this;
  }

  /** A key that is there no longer. */
  SecretDraft removed(String dataKey, String value, int since, int until) {
    removed.put(
        dataKey,
        KeyHistory.NONE
            .followedBy(value, second(since))
            .followedByAbsence()
            .stamped(second(until)));
    return this;
  }

  SecretDraft key(String dataKey, ProjectedKey key) {
    keys.put(dataKey, key);
    return this;
  }

  SecretDraft rule(String dataKey, RestartRule rule) {
    keys.computeIfPresent(dataKey, (same, key) -> key.withRestart(rule));
    return this;
  }

  SecretDraft rules(RestartRules value) {
    rules = value;
    return this;
  }

  ProjectedSecret build() {
    return new ProjectedSecret(
        name, second(createdAt), second(appliedAt), new ProjectedKeys(keys, removed), rules);
  }

  private SecretDraft with(
      String dataKey, String value, RestartRule rule, Origin origin, int second) {
    keys.put(dataKey, new ProjectedKey(value, rule, origin, second(second)));
    return this;
  }
}
