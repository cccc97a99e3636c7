package bot.orient.secrets.store;

import java.time.Instant;

/**
 * What may be told of a stored secret without reading its value.
 *
 * @param revision grows with every change, for {@link Expectation#revision}
 */
public record SecretSummary(
    String key,
    String category,
    String description,
    long version,
    Instant createdAt,
    Instant updatedAt,
    long revision) {}
