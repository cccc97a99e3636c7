package bot.orient.secrets.store;

/** What became of a value that was to be generated. */
public sealed interface GenerateResult {

  record Generated(long version) implements GenerateResult {}

  /**
   * The secret has or had a value; nothing was generated.
   *
   * @param present false when it was deleted since
   */
  record HadBefore(boolean present) implements GenerateResult {}

  /** What the value follows from is not there yet; nothing was written. */
  record NotYet() implements GenerateResult {}
}
