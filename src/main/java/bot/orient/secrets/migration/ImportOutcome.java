package bot.orient.secrets.migration;

/** What became of a row; in a dry run, what would have. */
public enum ImportOutcome {
  /** The store has the value now. */
  IMPORTED("imported", true),
  /** As imported; another value of the store gave way and stays as an earlier version. */
  REPLACED("replaced", true),
  /** The store had the value already. */
  UNCHANGED("unchanged", true),
  /** It was imported before, and the store has moved on since. */
  SUPERSEDED("superseded", true),
  /** The store has a value of its own, which it keeps. */
  CONFLICT("conflict", false),
  /** It does not open: made with another key, or changed since. */
  WRONG_KEY("wrong-key", false),
  /** It opens with a key that everybody knows. */
  DEVELOPMENT_KEY("development-key", false),
  /** A field is not what Orient writes. */
  CORRUPT("corrupt", false),
  /** The store has no keys of such a name. */
  INVALID_NAME("invalid-name", false),
  /** The store must not or cannot have it. */
  REFUSED("refused", false),
  /** The store could not be asked; the next run tries again. */
  FAILED("failed", false);

  private final String label;
  private final boolean fine;

  ImportOutcome(String label, boolean fine) {
    this.label = label;
    this.fine = fine;
  }

  public String label() {
    return label;
  }

  /** Whether the store has all that it should have of this row. */
  public boolean isFine() {
    return fine;
  }
}
