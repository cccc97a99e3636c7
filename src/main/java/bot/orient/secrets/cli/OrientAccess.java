package bot.orient.secrets.cli;

import bot.orient.secrets.crypto.OrientMasterKey;
import bot.orient.secrets.store.OrientDatabase;
import java.util.Optional;

/** The way into an Orient's own database, by the variables that lead there. */
public final class OrientAccess {

  public static final String URL = "ORIENT_IMPORT_DATABASE_URL";
  public static final String USER = "ORIENT_IMPORT_DATABASE_USER";

  /** Or, as the master key, in the file that the same with {@code _FILE} names. */
  public static final String PASSWORD = "ORIENT_IMPORT_DATABASE_PASSWORD";

  public static final String MASTER_KEY = "ORIENT_MASTER_KEY";

  /** What Java puts for bytes of the environment that the locale cannot decode. */
  private static final char UNREADABLE = '\uFFFD';

  private OrientAccess() {}

  /**
   * Connects to nothing yet.
   *
   * @throws IllegalArgumentException when the URL cannot be used; names the variable
   */
  public static OrientDatabase database(
      String url, Optional<String> user, Optional<String> password) {
    try {
      return OrientDatabase.at(url, user, password);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(URL + ": " + e.getMessage());
    }
  }

  /**
   * The key, for the caller to close.
   *
   * @throws IllegalArgumentException when it cannot be Orient's
   */
  public static OrientMasterKey masterKey(String text) {
    if (text.indexOf(UNREADABLE) >= 0) {
      throw new IllegalArgumentException(
          "ORIENT_MASTER_KEY has characters that cannot be read in this locale: set LC_ALL=C.UTF-8,"
              + " or give the key in ORIENT_MASTER_KEY_FILE");
    }
    return OrientMasterKey.derive(text);
  }
}
