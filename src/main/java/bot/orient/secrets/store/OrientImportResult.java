package bot.orient.secrets.store;

/** What became of a value found elsewhere; of a dry run, what would have. */
public sealed interface OrientImportResult {

  /**
   * It is the current value now.
   *
   * @param version 0 in a dry run
   * @param replaced whether another value, not imported from there, was current before; false where
   *     that is not known, as when the answer to a request is given again
   */
  record Written(long version, boolean replaced) implements OrientImportResult {}

  /** It was the current value already. */
  record Unchanged(long version) implements OrientImportResult {}

  /**
   * The store keeps what it has.
   *
   * @param version the current one, 0 if the secret was deleted
   * @param importedBefore the source has not changed since it was imported, but the store has; else
   *     the two have values of their own
   */
  record Kept(long version, boolean importedBefore) implements OrientImportResult {}
}
