package bot.orient.secrets.testing;

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
}
