package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** The operator's own driver parameters; what the user wrote into the JDBC URL wins over them. */
final class DriverDefaults {

  private static final String APPLICATION = "orient-secrets-operator";

  /**
   * Set by the server itself, so that work which nobody waits for any more ends and gives its locks
   * back. Roles made by roles.sql have the same, for poolers that drop start-up options.
   */
  private static final String SERVER_TIMEOUTS =
      "-c statement_timeout=10s -c lock_timeout=3s -c idle_in_transaction_session_timeout=30s";

  private DriverDefaults() {}

  /** For the connections of the pool. */
  static Properties pooled(StoreSettings settings) {
    Properties properties = properties(settings);
    if (settings.isPooled()) {
      // A statement prepared in one session of a pooler is unknown to the next.
      properties.setProperty("prepareThreshold", "0");
    }
    return properties;
  }

  /** For connections that go past a pooler. */
  static Properties properties(StoreSettings settings) {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", APPLICATION);
    // Of several hosts the one that takes writes; a standby would show old values as current.
    properties.setProperty("targetServerType", "primary");
    // After a failover the driver must not trust for long what it knew of the hosts (default 10).
    properties.setProperty("hostRecheckSeconds", "2");
    properties.setProperty("connectTimeout", "3");
    properties.setProperty("loginTimeout", "5");
    // Longer than statement_timeout: if the server says nothing by then, it or the network is gone.
    properties.setProperty("socketTimeout", "15");
    properties.setProperty("cancelSignalTimeout", "2");
    // Firewalls forget idle connections silently.
    properties.setProperty("tcpKeepAlive", "true");
    // Server error details can quote rows.
    properties.setProperty("logServerErrorDetail", "false");
    properties.setProperty("options", SERVER_TIMEOUTS);
    if (settings.user() != null) {
      properties.setProperty("user", settings.user());
    }
    String password = settings.password();
    if (password != null) {
      properties.setProperty("password", password);
    }
    return properties;
  }

  /**
   * A connection outside the pool and past any pooler, for what needs its session to itself.
   *
   * @param purpose told to the database after the operator's name, for {@code pg_stat_activity}
   */
  static Connection connect(StoreSettings settings, String purpose) throws SQLException {
    Properties properties = properties(settings);
    properties.setProperty("ApplicationName", APPLICATION + " " + purpose);
    return DriverManager.getConnection(settings.directUrl(), properties);
  }
}
