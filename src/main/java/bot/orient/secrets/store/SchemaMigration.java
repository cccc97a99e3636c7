package bot.orient.secrets.store;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;

/** Brings schema {@code orient_store} to this version of the operator, or sees that it is there. */
final class SchemaMigration {

  static final String SCHEMA = "orient_store";

  private final StoreSettings settings;

  SchemaMigration(StoreSettings settings) {
    this.settings = settings;
  }

  /** Migrates or checks, as the settings say. */
  void run() {
    if (settings.migrate()) {
      migrate();
    } else {
      check();
    }
  }

  void migrate() {
    try {
      flyway().migrate();
    } catch (FlywayException e) {
      throw translated("migrating schema " + SCHEMA, e);
    }
  }

  /** A newer schema is let pass: during an upgrade it is there before the new operator. */
  void check() {
    MigrationInfoService info;
    try {
      info = flyway().info();
    } catch (FlywayException e) {
      throw translated("checking schema " + SCHEMA, e);
    }
    MigrationInfo[] pending = info.pending();
    if (pending.length > 0) {
      MigrationInfo current = info.current();
      throw new StoreException(
          "schema "
              + SCHEMA
              + " is "
              + (current == null ? "not there" : "at version " + current.getVersion())
              + ", this operator needs version "
              + pending[pending.length - 1].getVersion()
              + ", and ORIENT_DATABASE_MIGRATE=false forbids it to migrate: run it once with the"
              + " argument 'migrate' as database user orient_migrator; it goes on by itself then");
    }
  }

  private Flyway flyway() {
    return Flyway.configure()
        .dataSource(settings.directUrl(), settings.user(), settings.password())
        .jdbcProperties(driverProperties())
        .schemas(SCHEMA)
        .defaultSchema(SCHEMA)
        .locations("classpath:db/migration")
        .load();
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

  private static StoreException translated(String doing, FlywayException error) {
    for (Throwable t = error; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql) {
        return SqlErrors.translate(doing, sql);
      }
    }
    return new StoreException(
        "schema "
            + SCHEMA
            + " does not fit this version of the operator: see the cause; nothing was changed by the"
            + " step that failed",
        error);
  }
}
