package bot.orient.secrets.cli;

import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.crypto.OrientMasterKey;
import bot.orient.secrets.store.OrientDatabase;
import bot.orient.secrets.store.SecretStore;

/**
 * What an import works with, each made when asked for: help needs none of it.
 *
 * <p>Each may throw {@link IllegalArgumentException} naming a variable that is missing or wrong.
 */
public interface ImportTools {

  OrientDatabase orient();

  /** For the caller to close. */
  OrientMasterKey masterKey();

  Catalog catalog();

  /** For the caller to close. */
  SecretStore store();
}
