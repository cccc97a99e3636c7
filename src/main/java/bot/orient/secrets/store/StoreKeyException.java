package bot.orient.secrets.store;

/** The key-encryption key at hand is not the one the store was written with; names both key ids. */
public final class StoreKeyException extends StoreException {

  public StoreKeyException(String message) {
    super(message);
  }
}
