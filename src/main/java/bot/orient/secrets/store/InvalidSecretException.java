package bot.orient.secrets.store;

/**
 * A field of a write is not acceptable; the message names the field and its bounds, never the
 * value.
 */
public final class InvalidSecretException extends StoreException {

  public InvalidSecretException(String message) {
    super(message);
  }
}
