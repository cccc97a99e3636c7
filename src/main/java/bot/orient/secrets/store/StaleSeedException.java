package bot.orient.secrets.store;

/** The scope's seed was rotated by another replica between its look-up and the write. */
final class StaleSeedException extends StoreUnavailableException {

  StaleSeedException(String scope) {
    super("the key of scope " + scope + " was just rotated; nothing was written, try again");
  }
}
