package bot.orient.secrets.kubernetes;

import bot.orient.secrets.store.StoreException;
import bot.orient.secrets.store.StoreKeyException;
import bot.orient.secrets.store.StoreUnavailableException;
import bot.orient.secrets.sync.SyncOutcome;

/**
 * What a failure of the store means for a resource: its Secret stays as it is, and its status says
 * why.
 */
final class StoreFailures {

  private static final String UNTOUCHED = "; the Secret stays as it is";

  private StoreFailures() {}

  static SyncOutcome outcome(StoreException failure) {
    if (failure instanceof StoreUnavailableException) {
      return new SyncOutcome.Postponed("StoreUnavailable", failure.getMessage() + UNTOUCHED);
    }
    if (failure instanceof StoreKeyException) {
      return new SyncOutcome.Postponed("StoreKeyMismatch", failure.getMessage() + UNTOUCHED);
    }
    return new SyncOutcome.Postponed("StoreError", failure.getMessage() + UNTOUCHED);
  }
}
