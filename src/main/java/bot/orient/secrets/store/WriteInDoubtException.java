package bot.orient.secrets.store;

/**
 * The connection was lost while a change was committed, and the database was not there again in
 * time to ask: whether the change was made is not known. Repeating a write with the same request
 * token is safe; anything else is to be looked at first.
 */
public final class WriteInDoubtException extends StoreUnavailableException {

  WriteInDoubtException(String doing, Throwable cause) {
    super(
        "the connection to the database was lost while it committed "
            + doing
            + ", so it is not known whether that was done: look at the secret's history when the"
            + " database is back, or repeat the request with the same request token",
        cause);
  }
}
