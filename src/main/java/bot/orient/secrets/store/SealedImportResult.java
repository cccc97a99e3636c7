package bot.orient.secrets.store;

import java.time.Instant;

/** What became of a sealed value. */
public sealed interface SealedImportResult {

  /**
   * It is in the store now.
   *
   * @param written false when the store had that value already, and no version was written
   */
  record Taken(long version, boolean written) implements SealedImportResult {}

  /**
   * It was taken over before, and is the newest that was; the store may have had other values
   * since.
   *
   * @param present false when the secret was deleted since
   */
  record AlreadyTaken(boolean present) implements SealedImportResult {}

  /**
   * One that was sealed later was taken over before; nothing was written.
   *
   * @param newest when that one was sealed
   */
  record Outdated(Instant sealedAt, Instant newest) implements SealedImportResult {}

  /**
   * It cannot be taken over; nothing was written.
   *
   * @param reason for people, to follow the words "a sealed value that"; never a value
   */
  record Invalid(String reason) implements SealedImportResult {}
}
