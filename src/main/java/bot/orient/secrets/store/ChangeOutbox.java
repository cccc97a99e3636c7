package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Where a change is told to the feed, in the transaction that makes it. */
final class ChangeOutbox {

  private ChangeOutbox() {}

  static void add(Connection connection, Change change) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into orient_store.change_feed (scope, kind, name) values (?, ?, ?)")) {
      insert.setString(1, change.scope());
      insert.setString(2, change.kind().name());
      insert.setString(3, change.name());
      insert.executeUpdate();
    }
  }
}
