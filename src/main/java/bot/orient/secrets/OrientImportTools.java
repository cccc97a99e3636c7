package bot.orient.secrets;

import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.catalog.CatalogException;
import bot.orient.secrets.cli.ImportTools;
import bot.orient.secrets.cli.OrientAccess;
import bot.orient.secrets.crypto.KekProvider;
import bot.orient.secrets.crypto.OrientMasterKey;
import bot.orient.secrets.store.OrientDatabase;
import bot.orient.secrets.store.PostgresSecretStore;
import bot.orient.secrets.store.SecretStore;
import java.util.Map;
import java.util.function.Function;

/** What an import works with, from environment variables: a command line is seen by everybody. */
final class OrientImportTools implements ImportTools {

  private final Variables variables;
  private final Map<String, String> environment;
  private final Function<Settings, KekProvider> keks;

  OrientImportTools(Map<String, String> environment, Function<Settings, KekProvider> keks) {
    this.variables = new Variables(environment);
    this.environment = environment;
    this.keks = keks;
  }

  @Override
  public OrientDatabase orient() {
    String url =
        variables.required(
            OrientAccess.URL,
            "Orient's own DATABASE_URL, such as postgresql://user@db.example:5432/whatsapp_bot_0");
    return OrientAccess.database(
        url, variables.text(OrientAccess.USER), variables.textOrFile(OrientAccess.PASSWORD));
  }

  @Override
  public OrientMasterKey masterKey() {
    return OrientAccess.masterKey(
        variables
            .textOrFile(OrientAccess.MASTER_KEY)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "ORIENT_MASTER_KEY is not set: the key that Orient's services run with, or"
                            + " ORIENT_MASTER_KEY_FILE, a file that holds it")));
  }

  @Override
  public Catalog catalog() {
    try {
      return Settings.from(environment)
          .catalogFile()
          .map(Catalog.load()::extendedBy)
          .orElseGet(Catalog::load);
    } catch (CatalogException e) {
      throw new IllegalArgumentException(e.getMessage());
    }
  }

  @Override
  public SecretStore store() {
    Settings settings = Settings.from(environment);
    return PostgresSecretStore.open(settings.store(), keks.apply(settings));
  }
}
