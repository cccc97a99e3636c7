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
 * @param versions of the store
 */
public record ProjectedKey(
    String fingerprint, RestartRule restart, Origin origin, Instant since, KeyVersions versions) {

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

  ProjectedKey withRestart(RestartRule newRule) {
    return new ProjectedKey(fingerprint, newRule, origin, since, versions);
  }

  /** The same value under another fingerprint key; {@code appliedAt} counts if no time is known. */
  ProjectedKey withFingerprint(String newFingerprint, Instant appliedAt) {
    return new ProjectedKey(
        newFingerprint, restart, origin, since == null ? appliedAt : since, versions);
  }

  ProjectedKey withSince(Instant newSince) {
    return new ProjectedKey(fingerprint, restart, origin, newSince, versions);
  }

  ProjectedKey withVersions(KeyVersions newVersions) {
    return new ProjectedKey(fingerprint, restart, origin, since, newVersions);
  }
}
