package bot.orient.secrets.store;

/** How destroying values for good ended. */
public sealed interface DestroyResult {

  /**
   * @param versions how many; 0 if they were destroyed already
   */
  record Destroyed(int versions) implements DestroyResult {}

  /**
   * The version is the one being read; nothing was done. Delete the secret, or write another value,
   * first.
   */
  record InUse(long version) implements DestroyResult {}

  /** There is no such secret or version. */
  record Unknown() implements DestroyResult {}
}
