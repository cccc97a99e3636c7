package bot.orient.secrets.sync;

import io.fabric8.kubernetes.api.model.Secret;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;

/**
 * A projected Secret as a restart decision sees it. Both times are the API server's, in whole
 * seconds.
 *
 * @param createdAt its creation timestamp
 * @param appliedAt when our field manager last changed it
 * @param rules how the workloads that use it are restarted
 */
public record ProjectedSecret(
    String name, Instant createdAt, Instant appliedAt, ProjectedKeys keys, RestartRules rules) {

  /**
   * What a Secret says of itself; empty while an annotation is gone or damaged, which the next
   * reconciliation of its owner mends. To take that for a Secret without keys would restart its
   * users.
   */
  public static Optional<ProjectedSecret> of(Secret secret) {
    Map<String, String> annotations = secret.getMetadata().getAnnotations();
    String text = annotations == null ? null : annotations.get(Markers.KEYS);
    Optional<RestartRules> rules =
        RestartRules.parse(annotations == null ? null : annotations.get(Markers.RESTART_RULES));
    if (!ProjectedKeysFormat.isCanonical(text) || rules.isEmpty()) {
      return Optional.empty();
    }
    Instant createdAt =
        OffsetDateTime.parse(secret.getMetadata().getCreationTimestamp()).toInstant();
    return Optional.of(
        new ProjectedSecret(
            secret.getMetadata().getName(),
            createdAt,
            OwnedFields.appliedTo(secret),
            ProjectedKeys.parse(text),
            rules.get()));
  }

  /** When the waiting for further changes of the key began, after which restarts are due. */
  public Instant startOfWindow(ProjectedKey key) {
    return key.startOfWindow(appliedAt);
  }

  /** When the value of the key last changed. */
  public Instant changedAt(ProjectedKey key) {
    return key.changedAt(appliedAt);
  }

  /** When the key was taken out; the last apply if it is not known of. */
  public Instant removedAt(String dataKey) {
    return keys.removed().getOrDefault(dataKey, KeyHistory.NONE).lastSince().orElse(appliedAt);
  }
}
