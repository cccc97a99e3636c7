package bot.orient.secrets.store;

import bot.orient.secrets.crypto.KeyRing;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The key-encryption keys a store was written with, known by their check values. */
final class KekRegistry {

  private KekRegistry() {}

  /**
   * Checks the loaded keys before anything is read or written with them.
   *
   * @throws StoreKeyException when a key that data keys are wrapped with is not loaded, or another
   *     key is loaded under its id
   */
  static void verify(Connection connection, KeyRing ring) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                select k.kek_id, k.check_value,
                       exists (select 1 from orient_store.data_keys d where d.kek_id = k.kek_id)
                from orient_store.kek_registry k
                order by k.kek_id
                """);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        verify(ring, rows.getString(1), rows.getBytes(2), rows.getBoolean(3));
      }
    }
  }

  private static void verify(KeyRing ring, String kekId, byte[] checkValue, boolean needed) {
    if (!ring.has(kekId)) {
      if (needed) {
        throw new StoreKeyException(
            "the store is encrypted with key-encryption key '"
                + kekId
                + "', which is not loaded; loaded: "
                + ring.loadedKekIds()
                + ". Nothing was written. Add that key to the key source");
      }
      return;
    }
    if (!MessageDigest.isEqual(ring.checkValue(kekId), checkValue)) {
      throw new StoreKeyException(
          "the store is encrypted with another key-encryption key '"
              + kekId
              + "' than the one loaded under that id; loaded: "
              + ring.loadedKekIds()
              + ". Nothing was written. Put the original key back, or connect to the store that"
              + " belongs to this key");
    }
  }

  /** Registers the write key, unless it is. */
  static void registerActive(Connection connection, KeyRing ring) throws SQLException {
    register(connection, ring, ring.activeKekId());
  }

  /** Registers a key before its id is written anywhere: a plugin may have rotated to it since. */
  static void register(Connection connection, KeyRing ring, String kekId) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into orient_store.kek_registry (kek_id, check_value) values (?, ?)
            on conflict do nothing
            """)) {
      insert.setString(1, kekId);
      insert.setBytes(2, ring.checkValue(kekId));
      insert.executeUpdate();
    }
  }
}
