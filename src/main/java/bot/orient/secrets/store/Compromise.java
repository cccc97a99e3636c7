package bot.orient.secrets.store;

import java.time.Instant;

/**
 * A value that became known to others.
 *
 * @param reason for people; may be null
 */
public record Compromise(Instant at, String actor, String reason) {}
