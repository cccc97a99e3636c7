package bot.orient.secrets;

import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.catalog.CatalogException;
import bot.orient.secrets.cli.ImportTools;
import bot.orient.secrets.crypto.KekProvider;
import bot.orient.secrets.crypto.OrientMasterKey;
import bot.orient.secrets.store.OrientDatabase;
import bot.orient.secrets.store.PostgresSecretStore;
import bot.orient.secrets.store.SecretStore;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What an import works with, from environment variables: a command line is seen by everybody. */
final class OrientImportTools implements ImportTools {

  /** What Java puts for bytes of the environment that the locale cannot decode. */
  private static final char UNREADABLE = '\uFFFD';

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
            "ORIENT_IMPORT_DATABASE_URL",
            "Orient's own DATABASE_URL, such as postgresql://user@db.example:5432/whatsapp_bot_0");
    try {
      return OrientDatabase.at(
          url,
          variables.text("ORIENT_IMPORT_DATABASE_USER"),
          variables.textOrFile("ORIENT_IMPORT_DATABASE_PASSWORD"));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("ORIENT_IMPORT_DATABASE_URL: " + e.getMessage());
    }
  }

  @Override
  public OrientMasterKey masterKey() {
    Optional<String> key = variables.textOrFile("ORIENT_MASTER_KEY");
    if (key.isPresent() && key.get().indexOf(UNREADABLE) >= 0) {
      throw new IllegalArgumentException(
          "ORIENT_MASTER_KEY has characters that cannot be read in this locale: set LC_ALL=C.UTF-8,"
              + " or give the key in ORIENT_MASTER_KEY_FILE");
    }
    return OrientMasterKey.derive(
        key.orElseThrow(
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
