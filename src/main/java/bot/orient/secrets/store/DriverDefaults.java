package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** The operator's own driver parameters; what the user wrote into the JDBC URL wins over them. */
final class DriverDefaults {

  private static final String APPLICATION = "orient-secrets-operator";

  private DriverDefaults() {}

  static Properties properties(StoreSettings settings) {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", APPLICATION);
    properties.setProperty("targetServerType", "primary");
    properties.setProperty("connectTimeout", "3");
    properties.setProperty("loginTimeout", "5");
    properties.setProperty("socketTimeout", "30");
    properties.setProperty("tcpKeepAlive", "true");
    // Server error details can quote rows.
    properties.setProperty("logServerErrorDetail", "false");
    properties.setProperty(
        "options",
        "-c statement_timeout=10s -c lock_timeout=3s -c idle_in_transaction_session_timeout=30s");
    if (settings.user() != null) {
      properties.setProperty("user", settings.user());
    }
    if (settings.password() != null) {
      properties.setProperty("password", settings.password());
    }
    return properties;
  }

  /**
   * A connection outside the pool, for what needs its session to itself.
   *
   * @param purpose told to the database after the operator's name, for {@code pg_stat_activity}
   */
  static Connection connect(StoreSettings settings, String purpose) throws SQLException {
    Properties properties = properties(settings);
    properties.setProperty("ApplicationName", APPLICATION + " " + purpose);
    return DriverManager.getConnection(settings.jdbcUrl(), properties);
  }
}
