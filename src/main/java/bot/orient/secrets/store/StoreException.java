package bot.orient.secrets.store;

/**
 * The store refuses or is broken in a way that trying again does not mend; the message says what
 * does.
 */
public class StoreException extends RuntimeException {

  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
