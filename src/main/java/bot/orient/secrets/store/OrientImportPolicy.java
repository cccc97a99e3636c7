package bot.orient.secrets.store;

/**
 * How to take over.
 *
 * @param replace whether a value that the store has of its own gives way; it stays as an earlier
 *     version
 * @param dryRun say what would happen and write nothing
 */
public record OrientImportPolicy(boolean replace, boolean dryRun) {}
