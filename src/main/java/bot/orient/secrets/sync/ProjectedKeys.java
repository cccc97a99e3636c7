package bot.orient.secrets.sync;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.sync.ProjectedKey.Origin;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The keys of a projected Secret as its annotation {@link Markers#KEYS} tells them: all that a
 * restart decision needs, and no value.
 *
 * @param removed the past values of keys that were taken out, as long as they are remembered
 */
public record ProjectedKeys(Map<String, ProjectedKey> byDataKey, Map<String, KeyHistory> removed) {

  public ProjectedKeys {
    byDataKey = Collections.unmodifiableMap(new TreeMap<>(byDataKey));
    removed = Collections.unmodifiableMap(new TreeMap<>(removed));
  }

  public ProjectedKeys(Map<String, ProjectedKey> byDataKey) {
    this(byDataKey, Map.of());
  }

  /** What the cluster holds of the Secret right before we write it. */
  public sealed interface LiveData {}

  /** The Secret does not exist. */
  public record NoSecret() implements LiveData {}

  /**
   * The Secret exists.
   *
   * @param dataFingerprints of the data as it is, under the same fingerprint key as the desired
   *     values
   * @param untouched data keys that nobody else has written since our last apply
   * @param createdAt the Secret's creation timestamp
   * @param appliedAt when our last apply changed it; the creation timestamp if none did
   */
  public record Live(
      Map<String, String> dataFingerprints,
      Set<String> untouched,
      Instant createdAt,
      Instant appliedAt)
      implements LiveData {}

  /**
   * Never throws: an annotation that is null, empty or malformed has no keys, and {@link
   * #successor} rebuilds it from the live data.
   */
  public static ProjectedKeys parse(String annotation) {
    return ProjectedKeysFormat.parse(annotation);
  }

  /** What a Secret says of its keys, as {@link #parse} takes it. */
  static ProjectedKeys of(Secret secret) {
    return parse(
        Objects.requireNonNullElse(secret.getMetadata().getAnnotations(), Map.<String, String>of())
            .get(Markers.KEYS));
  }

  /** Whether a value that was there before is another one now, or gone. */
  public boolean replaceValuesOf(ProjectedKeys before) {
    return before.byDataKey().entrySet().stream()
        .anyMatch(
            was -> {
              ProjectedKey now = byDataKey.get(was.getKey());
              return now == null || !now.fingerprint().equals(was.getValue().fingerprint());
            });
  }

  /** Compact JSON with sorted keys: equal keys give equal text. */
  public String toAnnotation() {
    return ProjectedKeysFormat.write(this);
  }

  /**
   * The keys to write next.
   *
   * @param fingerprints of the desired values, by data key
   * @param rules by data key; a key without one counts as {@link RestartRule#ALWAYS}
   * @param settling in which a key that changes again and again keeps the time of the first change,
   *     so that its restarts are not put off for ever
   */
  public ProjectedKeys successor(
      Map<String, String> fingerprints,
      Map<String, RestartRule> rules,
      LiveData live,
      SettleWindow settling) {
    return successor(fingerprints, rules, live, settling, ResolvedVersions.NONE);
  }

  /** The keys to write next, with their versions. */
  ProjectedKeys successor(
      Map<String, String> fingerprints,
      Map<String, RestartRule> rules,
      LiveData live,
      SettleWindow settling,
      ResolvedVersions versions) {
    Map<String, ProjectedKey> next = new TreeMap<>();
    fingerprints.forEach(
        (dataKey, fingerprint) -> {
          RestartRule rule = rules.getOrDefault(dataKey, RestartRule.ALWAYS);
          Optional<ProjectedKey> before = Optional.ofNullable(byDataKey.get(dataKey));
          next.put(
              dataKey,
              next(dataKey, fingerprint, live, settling)
                  .withRestart(rule)
                  .withVersions(versions.next(dataKey, before, fingerprint)));
        });
    return new ProjectedKeys(
        next, live instanceof Live secret ? nextRemoved(next, secret) : Map.of());
  }

  /**
   * Call on what {@link #successor} returned, before a write that changes anything: values that do
   * not change keep the time of the apply that brought them, which this write would move.
   *
   * @param before the keys the Secret has now
   * @param appliedAt when they were written
   */
  public ProjectedKeys stamped(ProjectedKeys before, Instant appliedAt) {
    Map<String, ProjectedKey> stamped = new TreeMap<>();
    byDataKey.forEach(
        (dataKey, key) -> {
          boolean moves = key.since() == null && before.holds(dataKey, key.fingerprint());
          stamped.put(dataKey, moves ? key.withSince(appliedAt) : key);
        });
    Map<String, KeyHistory> stampedRemoved = new TreeMap<>(removed);
    stampedRemoved.replaceAll(
        (dataKey, past) ->
            past.equals(before.removed.get(dataKey)) ? past.stamped(appliedAt) : past);
    return new ProjectedKeys(stamped, stampedRemoved);
  }

  /**
   * Whether an annotation says all this already. A version, or the line of one, that it merely does
   * not have yet is no reason to write it: that would write every Secret after an upgrade.
   */
  boolean areIn(String annotation) {
    ProjectedKeys there = parse(annotation);
    Map<String, ProjectedKey> comparable = new TreeMap<>(byDataKey);
    comparable.replaceAll(
        (dataKey, key) ->
            there.holds(dataKey, key.fingerprint())
                ? key.withVersions(
                    key.versions().asFarAsKnownTo(there.byDataKey.get(dataKey).versions()))
                : key);
    return new ProjectedKeys(comparable, removed).toAnnotation().equals(annotation);
  }

  private boolean holds(String dataKey, String fingerprint) {
    ProjectedKey key = byDataKey.get(dataKey);
    return key != null && key.fingerprint().equals(fingerprint);
  }

  private ProjectedKey next(
      String dataKey, String fingerprint, LiveData live, SettleWindow settling) {
    if (holds(dataKey, fingerprint)) {
      // Also when a hand edit of the live data is being healed. Pods that started from the good
      // value are right; which ones started from the bad one nobody knows, and restarting all for
      // a suspicion would let anyone who may edit the Secret restart everything.
      return byDataKey.get(dataKey);
    }
    if (live instanceof Live secret) {
      return nextInExistingSecret(dataKey, fingerprint, secret, settling);
    }
    return key(fingerprint, Origin.CREATED_WITH_SECRET, null);
  }

  private ProjectedKey nextInExistingSecret(
      String dataKey, String fingerprint, Live live, SettleWindow settling) {
    String liveFingerprint = live.dataFingerprints().get(dataKey);
    boolean known = byDataKey.containsKey(dataKey);
    if (!known && fingerprint.equals(liveFingerprint)) {
      return live.untouched().contains(dataKey)
          ? ofForgottenTime(fingerprint, live)
          // A Merge target that had the value all along.
          : key(fingerprint, Origin.CREATED_WITH_SECRET, live.createdAt());
    }
    if (known && fingerprint.equals(liveFingerprint) && live.untouched().contains(dataKey)) {
      // The same value under a new fingerprint key, as after a new setup of the store. A hand edit
      // that the store followed is not untouched: there are pods that started before it.
      return byDataKey.get(dataKey).withFingerprint(fingerprint, live.appliedAt());
    }
    boolean hadAnotherValue = known || liveFingerprint != null;
    return key(fingerprint, hadAnotherValue ? Origin.CHANGED : Origin.ADDED_LATER, null)
        .withWindowStart(windowStart(dataKey, live, settling))
        .withHistory(history(dataKey, live));
  }

  /**
   * A value that an apply of ours brought, of which the annotation does not tell when: somebody
   * removed it. The last apply may have changed something else, but no later one changed the value.
   * An earlier time would make pods right that are not; a later one restarts only workloads that do
   * not have this value on record.
   */
  private static ProjectedKey ofForgottenTime(String fingerprint, Live live) {
    boolean sinceCreation = !live.appliedAt().isAfter(live.createdAt());
    return key(
        fingerprint, sinceCreation ? Origin.CREATED_WITH_SECRET : Origin.CHANGED, live.appliedAt());
  }

  /** Until the apply that is about to be done. */
  private KeyHistory history(String dataKey, Live live) {
    ProjectedKey before = byDataKey.get(dataKey);
    return before == null
        ? removed.getOrDefault(dataKey, KeyHistory.NONE).stamped(live.appliedAt())
        : before.historyUntilNow(live.appliedAt());
  }

  private Map<String, KeyHistory> nextRemoved(Map<String, ProjectedKey> next, Live live) {
    Map<String, KeyHistory> left = new TreeMap<>(removed);
    left.keySet().removeAll(next.keySet());
    byDataKey.keySet().stream()
        .filter(dataKey -> !next.containsKey(dataKey))
        .forEach(dataKey -> left.put(dataKey, history(dataKey, live).followedByAbsence()));
    return KeyHistory.newest(left);
  }

  /**
   * Null unless the value changes while the restarts for the change before are waited for; none are
   * for a value that came with the Secret.
   */
  private Instant windowStart(String dataKey, Live live, SettleWindow settling) {
    ProjectedKey before = byDataKey.get(dataKey);
    if (before == null || before.origin() == Origin.CREATED_WITH_SECRET) {
      return null;
    }
    return settling.openSince(before.startOfWindow(live.appliedAt())).orElse(null);
  }

  private static ProjectedKey key(String fingerprint, Origin origin, Instant since) {
    return new ProjectedKey(fingerprint, RestartRule.ALWAYS, origin, since);
  }
}
