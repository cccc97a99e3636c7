package bot.orient.secrets.store;

/**
 * The service that holds the key-encryption keys does not answer now; nothing was lost, try again
 * later.
 */
public final class KeyServiceAwayException extends StoreException {

  public KeyServiceAwayException(String message) {
    super(message);
  }
}
