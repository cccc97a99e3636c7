package bot.orient.secrets.store;

import java.time.Instant;

/**
 * How far the re-encryption of a scope is.
 *
 * @param toGeneration of the scope's seed; counts from 1
 * @param total versions there were to do when it began
 * @param done versions sealed anew
 * @param failed versions that cannot be opened, so far in this pass; the old seed is then kept
 */
public record KeyRotationProgress(
    String scope,
    int toGeneration,
    State state,
    long total,
    long done,
    long failed,
    Instant startedAt,
    Instant updatedAt) {

  /** What a re-encryption is at. */
  public enum State {
    RUNNING,
    PAUSED,
    /** Everything is sealed with the new seed; the old one can be destroyed. */
    DONE,
    /** Some versions cannot be opened and stay as they are; the old seed is kept. */
    INCOMPLETE
  }
}
