package bot.orient.secrets.sync;

import io.fabric8.kubernetes.api.model.Secret;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;

/**
 * A projected Secret as a restart decision sees it. Both times are the API server's, in whole
 * seconds.
 *
 * @param createdAt its creation timestamp
 * @param appliedAt when our field manager last changed it
 */
public record ProjectedSecret(
    String name, Instant createdAt, Instant appliedAt, ProjectedKeys keys) {

  /**
   * What a Secret says of itself; it was projected, so it has our annotation and our field manager.
   */
  public static ProjectedSecret of(Secret secret) {
    Map<String, String> annotations = secret.getMetadata().getAnnotations();
    Instant createdAt =
        OffsetDateTime.parse(secret.getMetadata().getCreationTimestamp()).toInstant();
    return new ProjectedSecret(
        secret.getMetadata().getName(),
        createdAt,
        OwnedFields.in(secret).appliedAt().orElse(createdAt),
        ProjectedKeys.parse(annotations == null ? null : annotations.get(Markers.KEYS)));
  }

  /** When the value of the key last changed. */
  public Instant changedAt(ProjectedKey key) {
    return key.since() == null ? appliedAt : key.since();
  }
}
