package bot.orient.secrets.store;

import bot.orient.secrets.crypto.SecretBytes;
import java.time.Instant;
import java.util.Optional;

/**
 * A value found elsewhere, such as in a database of Orient's own, to be taken over into a scope.
 *
 * @param category null leaves what is stored, as does description
 * @param source where it was found, such as {@link OrientDatabase#name}, so that the next import
 *     from there knows what was imported; null for a place that is not to be remembered
 * @param createdAt as the source says, kept beside the secret; may be null, as may {@code
 *     updatedAt}
 * @param token makes the request safe to repeat
 */
public record OrientImportRequest(
    String scope,
    String key,
    SecretBytes value,
    String category,
    String description,
    String source,
    Instant createdAt,
    Instant updatedAt,
    Optional<RequestToken> token) {}
