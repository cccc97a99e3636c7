package bot.orient.secrets.store;

import bot.orient.secrets.crypto.KekUnavailableException;
import bot.orient.secrets.crypto.KeyServiceUnavailableException;

/** The key-encryption key at hand is not the one the store was written with; names both key ids. */
public final class StoreKeyException extends StoreException {

  public StoreKeyException(String message) {
    super(message);
  }

  /** What the failure is for the store: to be mended by a person, or to be tried again. */
  static StoreException of(KekUnavailableException failure) {
    return failure instanceof KeyServiceUnavailableException
        ? new KeyServiceAwayException(failure.getMessage())
        : new StoreKeyException(failure.getMessage());
  }
}
