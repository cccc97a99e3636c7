package bot.orient.secrets.store;

/**
 * The value that the store has instead of one that was taken over before.
 *
 * @param actor who wrote it; null where that is not known
 */
public record Superseded(long version, String actor) {}
