package bot.orient.secrets.store;

import bot.orient.secrets.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A database with the roles of roles.sql, each of which can log in. */
final class StoreRoles {

  private final TestDatabase database;

  private StoreRoles(TestDatabase database) {
    this.database = database;
  }

  /** Where roles.sql was run before. */
  static StoreRoles of(TestDatabase database) {
    return new StoreRoles(database);
  }

  /** Runs roles.sql as a superuser. */
  static StoreRoles create(TestDatabase database) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(StoreSchema.rolesSql());
    }
    return new StoreRoles(database);
  }

  /** As the migration Job does it. */
  void migrate() {
    StoreSchema.migrate(settings("orient_migrator", true));
  }

  /** The running operator's. */
  StoreSettings app() {
    return settings("orient_app", false);
  }

  /** The server trusts local connections, so any password is right. */
  StoreSettings settings(String role, boolean migrate) {
    return new StoreSettings(
        database.jdbcUrl(), role, "any", 4, Duration.ofSeconds(10), database.jdbcUrl(), migrate);
  }

  Connection connect(String role) throws SQLException {
    return DriverManager.getConnection(database.jdbcUrl(), role, "any");
  }
}
