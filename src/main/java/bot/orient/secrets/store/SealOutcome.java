package bot.orient.secrets.store;

/** What one look for rows to seal gave. */
sealed interface SealOutcome {

  /**
   * A seal was added.
   *
   * @param more there may be rows for another one
   */
  record Sealed(long number, int rows, boolean more) implements SealOutcome {}

  /** No row waits that may be sealed, and no empty seal is due. */
  record NothingDue() implements SealOutcome {}

  /** Another replica is at it. */
  record Busy() implements SealOutcome {}
}
