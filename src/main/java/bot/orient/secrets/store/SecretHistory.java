package bot.orient.secrets.store;

import java.time.Instant;
import java.util.List;

/**
 * What became of a secret; no values.
 *
 * @param currentVersion the one that is read while the secret is active
 * @param revision grows with every change, for {@link Expectation#revision}
 * @param deletedAt null while it is active
 * @param restorableUntil until when it can be brought back; null unless it is deleted
 * @param versions newest first
 */
public record SecretHistory(
    State state,
    long currentVersion,
    long revision,
    Instant deletedAt,
    Instant restorableUntil,
    List<Version> versions) {

  /** Whether the secret can be read. */
  public enum State {
    ACTIVE,
    /** Not read any more, and kept for the undelete window. */
    DELETED,
    /** Its values are gone for good. */
    DESTROYED
  }

  /**
   * One version.
   *
   * @param actor who wrote it; null, like kind and action, if that is not known any more
   * @param action as in the audit trail: {@code create}, {@code update}, {@code import}, {@code
   *     rollback}
   * @param copiedFrom the version that a rollback copied, else null
   * @param destroyedAt null unless it is destroyed
   */
  public record Version(
      long version,
      VersionState state,
      Instant writtenAt,
      String actor,
      Actor.Kind actorKind,
      String action,
      Long copiedFrom,
      Instant destroyedAt) {}

  /** Whether a version can be read. */
  public enum VersionState {
    CURRENT,
    /** Can be rolled back to. */
    KEPT,
    /** Its value is gone for good. */
    DESTROYED
  }
}
