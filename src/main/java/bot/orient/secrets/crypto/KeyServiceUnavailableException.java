package bot.orient.secrets.crypto;

/**
 * The service that holds the key-encryption keys does not answer or refuses for now; nothing was
 * lost, and it is tried again.
 */
public final class KeyServiceUnavailableException extends KekUnavailableException {

  public KeyServiceUnavailableException(String message) {
    super(message);
  }
}
