package bot.orient.secrets.store;

/** The database cannot be reached or does not answer now; nothing was lost, try again later. */
public class StoreUnavailableException extends StoreException {

  public StoreUnavailableException(String message) {
    super(message);
  }

  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
