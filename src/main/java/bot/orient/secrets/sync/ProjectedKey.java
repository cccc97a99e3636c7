package bot.orient.secrets.sync;

import bot.orient.secrets.api.RestartRule;
import java.time.Instant;

/**
 * What the annotation on a projected Secret says of one of its keys.
 *
 * @param fingerprint keyed fingerprint of the value
 * @param restart when a change of the value restarts its users
 * @param origin how the value came to be in the Secret
 * @param since API server time of the last change of the value, in whole seconds; null means the
 *     Secret's last apply ({@link ProjectedSecret#appliedAt}), which is not known before it is
 *     written
 * @param windowStart time of the first of several changes of which each came before the restarts
 *     for the one before were due; null means the time of the last change
 * @param versions of the store
 * @param history the values it had before
 * @param formerFingerprint of the same value, under the fingerprint key before this one; null
 *     unless that changed since the value came
 */
public record ProjectedKey(
    String fingerprint,
    RestartRule restart,
    Origin origin,
    Instant since,
    Instant windowStart,
    KeyVersions versions,
    KeyHistory history,
    String formerFingerprint) {

  /**
   * @throws IllegalArgumentException when a part of the history has no time, or the fingerprint is
   *     what a history has in place of one
   */
  public ProjectedKey {
    if (!KeyHistory.isOfValue(fingerprint)) {
      throw new IllegalArgumentException("no fingerprint of a value");
    }
    if (!history.isEmpty() && history.lastSince().isEmpty()) {
      throw new IllegalArgumentException("a value that was replaced had a time");
    }
  }

  /** A key whose fingerprint key did not change. */
  public ProjectedKey(
      String fingerprint,
      RestartRule restart,
      Origin origin,
      Instant since,
      Instant windowStart,
      KeyVersions versions,
      KeyHistory history) {
    this(fingerprint, restart, origin, since, windowStart, versions, history, null);
  }

  /** A key that did not change several times in a row, of no known version or history. */
  public ProjectedKey(String fingerprint, RestartRule restart, Origin origin, Instant since) {
    this(fingerprint, restart, origin, since, null, KeyVersions.NONE, KeyHistory.NONE);
  }

  /** How the value came to be in the Secret. */
  public enum Origin {
    /** There since the Secret was created, never changed. */
    CREATED_WITH_SECRET("c"),
    /** Added to a Secret that existed, never changed since. */
    ADDED_LATER("a"),
    /** Has had another value before. */
    CHANGED("x");

    private final String code;

    Origin(String code) {
      this.code = code;
    }

    /** The letter in the annotation. */
    String code() {
      return code;
    }
  }

  /** When the waiting for further changes began; {@code appliedAt} counts if no time is known. */
  Instant startOfWindow(Instant appliedAt) {
    if (windowStart != null) {
      return windowStart;
    }
    return changedAt(appliedAt);
  }

  /** When it got its value; {@code appliedAt} counts if no time is known. */
  Instant changedAt(Instant appliedAt) {
    return since == null ? appliedAt : since;
  }

  /**
   * Whether its change is one that changed a file which is made of it, or was one of several that
   * did so in a row.
   */
  boolean changed(ProjectedKey file) {
    return origin != Origin.CREATED_WITH_SECRET
        && !timeOrLatest().isBefore(file.startOfWindow(Instant.MAX));
  }

  /** A time that is not known is that of the last apply, later than all that are. */
  private Instant timeOrLatest() {
    return since == null ? Instant.MAX : since;
  }

  ProjectedKey withRestart(RestartRule newRule) {
    return new ProjectedKey(
        fingerprint, newRule, origin, since, windowStart, versions, history, formerFingerprint);
  }

  /** The same value under another fingerprint key; {@code appliedAt} counts if no time is known. */
  ProjectedKey withFingerprint(String newFingerprint, Instant appliedAt) {
    return new ProjectedKey(
        newFingerprint,
        restart,
        origin,
        changedAt(appliedAt),
        windowStart,
        versions,
        history.renamed(fingerprint, newFingerprint),
        fingerprint);
  }

  /** Whether a fingerprint is one of its value, be it from before the fingerprint key changed. */
  boolean hasValueOf(String someFingerprint) {
    return fingerprint.equals(someFingerprint)
        || formerFingerprint != null && formerFingerprint.equals(someFingerprint);
  }

  ProjectedKey withFormerFingerprint(String former) {
    return new ProjectedKey(
        fingerprint, restart, origin, since, windowStart, versions, history, former);
  }

  ProjectedKey withWindowStart(Instant newStart) {
    return new ProjectedKey(
        fingerprint, restart, origin, since, newStart, versions, history, formerFingerprint);
  }

  ProjectedKey withSince(Instant newSince) {
    return new ProjectedKey(
        fingerprint, restart, origin, newSince, windowStart, versions, history, formerFingerprint);
  }

  ProjectedKey withVersions(KeyVersions newVersions) {
    return new ProjectedKey(
        fingerprint, restart, origin, since, windowStart, newVersions, history, formerFingerprint);
  }

  ProjectedKey withHistory(KeyHistory newHistory) {
    return new ProjectedKey(
        fingerprint, restart, origin, since, windowStart, versions, newHistory, formerFingerprint);
  }

  /** Its history up to the time when it gets another value. */
  KeyHistory historyUntilNow(Instant appliedAt) {
    return history.followedBy(fingerprint, changedAt(appliedAt));
  }
}
