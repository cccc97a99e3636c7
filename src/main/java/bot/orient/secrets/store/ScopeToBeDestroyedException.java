package bot.orient.secrets.store;

/** A scope that waits for its destruction takes no grants; the message says until when. */
public final class ScopeToBeDestroyedException extends StoreException {

  public ScopeToBeDestroyedException(String message) {
    super(message);
  }
}
