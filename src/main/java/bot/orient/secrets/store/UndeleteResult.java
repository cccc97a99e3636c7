package bot.orient.secrets.store;

import java.time.Instant;

/** How bringing a deleted secret back ended. */
public sealed interface UndeleteResult {

  /** It is read again, at the version it was deleted with. */
  record Restored(long version, long revision) implements UndeleteResult {}

  /** It is active; nothing was done. */
  record NotDeleted(long version, long revision) implements UndeleteResult {}

  /** There never was such a secret. */
  record Unknown() implements UndeleteResult {}

  /** Its window is over, or it was destroyed: only a new value helps. */
  record TooLate(Instant deletedAt) implements UndeleteResult {}
}
