package bot.orient.secrets.store;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings schema {@code orient_store} to this version of the operator. */
final class SchemaMigration {

  static final String SCHEMA = "orient_store";

  private final StoreSettings settings;

  SchemaMigration(StoreSettings settings) {
    this.settings = settings;
  }

  void run() {
    try {
      Flyway.configure()
          .dataSource(settings.jdbcUrl(), settings.user(), settings.password())
          .jdbcProperties(driverProperties())
          .schemas(SCHEMA)
          .defaultSchema(SCHEMA)
          .locations("classpath:db/migration")
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw translated(e);
    }
  }

  private Map<String, String> driverProperties() {
    Properties defaults = DriverDefaults.properties(settings);
    // A migration may take longer than any query.
    defaults.remove("options");
    defaults.remove("socketTimeout");
    Map<String, String> properties = new HashMap<>();
    defaults
        .stringPropertyNames()
        .forEach(name -> properties.put(name, defaults.getProperty(name)));
    return properties;
  }

  private static StoreException translated(FlywayException error) {
    for (Throwable t = error; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql) {
        return SqlErrors.translate("migrating schema " + SCHEMA, sql);
      }
    }
    return new StoreException(
        "schema "
            + SCHEMA
            + " cannot be migrated to this version of the operator: see the cause; nothing was"
            + " changed by the step that failed",
        error);
  }
}
