package bot.orient.secrets.store;

/** How a write ended. */
public sealed interface PutResult {

  long version();

  record Written(long version) implements PutResult {}

  /** The value is the current one already; nothing was written. */
  record Unchanged(long version) implements PutResult {}

  /** Another version is current than the one expected; nothing was written. */
  record Conflict(long version) implements PutResult {}
}
