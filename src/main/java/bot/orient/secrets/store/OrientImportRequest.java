package bot.orient.secrets.store;

import bot.orient.secrets.crypto.SecretBytes;
import java.time.Instant;

/**
 * A value found in a database of Orient's own, to be taken over into a scope.
 *
 * @param source name of that database, see {@link OrientDatabase#name}
 * @param createdAt as the source says, kept beside the secret; may be null, as may {@code
 *     updatedAt}
 */
public record OrientImportRequest(
    String scope,
    String key,
    SecretBytes value,
    String category,
    String description,
    String source,
    Instant createdAt,
    Instant updatedAt) {}
