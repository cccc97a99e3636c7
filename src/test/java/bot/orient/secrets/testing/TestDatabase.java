package bot.orient.secrets.testing;

import bot.orient.secrets.store.StoreSettings;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** An empty database of one test's own. */
public record TestDatabase(String jdbcUrl, String username, String password) {
  /** A data source without a pool. */
  public DataSource dataSource() {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(jdbcUrl);
    dataSource.setUser(username);
    dataSource.setPassword(password);
    return dataSource;
  }

  /** On its server. */
  public String name() {
    return jdbcUrl.replaceAll(".*/([^?]+).*", "$1");
  }

  /** How a store is opened on it, which looks every ten seconds for changes that nobody told. */
  public StoreSettings storeSettings(int connections) {
    return new StoreSettings(jdbcUrl, username, password, connections, Duration.ofSeconds(10));
  }
}
