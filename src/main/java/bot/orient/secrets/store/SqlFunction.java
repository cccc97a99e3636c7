package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.SQLException;

/** Work on a connection. */
@FunctionalInterface
interface SqlFunction<T> {

  T apply(Connection connection) throws SQLException;
}
