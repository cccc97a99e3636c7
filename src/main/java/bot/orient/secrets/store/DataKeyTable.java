package bot.orient.secrets.store;

import bot.orient.secrets.crypto.SeedLabel;
import bot.orient.secrets.crypto.SeedLabel.Purpose;
import bot.orient.secrets.crypto.WrappedSeed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Wrapped seeds. */
final class DataKeyTable {

  private DataKeyTable() {}

  /** All generations for one use, oldest first. */
  static List<WrappedSeed> find(Connection connection, Purpose purpose, String scope)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select seed_id, generation, kek_id, wrapped
            from orient_store.data_keys
            where purpose = ? and scope = ?
            order by generation
            """)) {
      select.setString(1, purpose.name());
      select.setString(2, scope);
      try (ResultSet rows = select.executeQuery()) {
        List<WrappedSeed> found = new ArrayList<>();
        while (rows.next()) {
          SeedLabel label =
              new SeedLabel(rows.getObject(1, UUID.class), purpose, scope, rows.getInt(2));
          found.add(new WrappedSeed(label, rows.getString(3), rows.getBytes(4)));
        }
        return found;
      }
    }
  }

  static boolean exists(Connection connection, UUID seedId) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select 1 from orient_store.data_keys where seed_id = ?")) {
      select.setObject(1, seedId);
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  /** Does nothing when another writer was first. */
  static void insert(Connection connection, WrappedSeed seed) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into orient_store.data_keys (seed_id, purpose, scope, generation, kek_id, wrapped)
            values (?, ?, ?, ?, ?, ?)
            on conflict (purpose, scope, generation) do nothing
            """)) {
      insert.setObject(1, seed.label().id());
      insert.setString(2, seed.label().purpose().name());
      insert.setString(3, seed.label().scope());
      insert.setInt(4, seed.label().generation());
      insert.setString(5, seed.kekId());
      insert.setBytes(6, seed.envelope());
      insert.executeUpdate();
    }
  }
}
