package bot.orient.secrets.store;

/** How a write ended. */
public sealed interface PutResult {

  long version();

  /** The secret's revision, to be expected by the next write; 0 if there is no such secret. */
  long revision();

  record Written(long version, long revision) implements PutResult {}

  /** The value is the current one already; nothing was written. */
  record Unchanged(long version, long revision) implements PutResult {}

  /**
   * The secret is not as expected; nothing was written.
   *
   * @param version the current one, 0 for none
   */
  record Conflict(Expectation expected, long version, long revision) implements PutResult {

    /** For people: what was expected, what was found, and what to do. */
    public String message() {
      return "expected "
          + expected.text()
          + ", found "
          + (revision == 0 ? "no such secret" : "revision " + revision + " at version " + version)
          + ": read it again, then decide whether to write";
    }
  }
}
