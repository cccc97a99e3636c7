package bot.orient.secrets.sync;

import java.time.Instant;

/**
 * A projected Secret as a restart decision sees it. Both times are the API server's, in whole
 * seconds.
 *
 * @param createdAt its creation timestamp
 * @param appliedAt when our field manager last changed it
 */
public record ProjectedSecret(
    String name, Instant createdAt, Instant appliedAt, ProjectedKeys keys) {

  /** When the value of the key last changed. */
  public Instant changedAt(ProjectedKey key) {
    return key.since() == null ? appliedAt : key.since();
  }
}
