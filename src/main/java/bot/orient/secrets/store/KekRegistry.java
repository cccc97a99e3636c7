package bot.orient.secrets.store;

import bot.orient.secrets.crypto.KeyRing;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The key-encryption keys a store knows, by their check values, and the state of each. */
final class KekRegistry {

  /** "orikek" in ASCII, as a number. */
  private static final long LOCK = 0x6f72696b656bL;

  private KekRegistry() {}

  /**
   * One key.
   *
   * @param needed a data key is wrapped with it
   * @param rotating a rotation to it waits for the replicas
   */
  record Entry(String kekId, byte[] checkValue, KekState state, boolean needed, boolean rotating) {}

  /**
   * The key to wrap with; no other becomes active before this transaction ends, and whatever it
   * wraps is rewrapped by the promotion that follows.
   *
   * @throws StoreKeyException when there is none
   */
  static String lockActive(Connection connection) throws SQLException {
    lock(connection, "pg_advisory_xact_lock_shared");
    // A statement of its own, to see what a promotion committed while this one waited.
    try (PreparedStatement select =
            connection.prepareStatement(
                "select kek_id from orient_store.kek_registry where state = 'active'");
        ResultSet row = select.executeQuery()) {
      if (!row.next()) {
        throw new StoreKeyException(
            "the store has no active key-encryption key (orient_store.kek_registry was changed"
                + " outside the operator): restart the operator, or restore that table from a"
                + " backup");
      }
      return row.getString(1);
    }
  }

  /** Lets nobody wrap a data key or change a state until this transaction ends. */
  static void lockAll(Connection connection) throws SQLException {
    lock(connection, "pg_advisory_xact_lock");
  }

  private static void lock(Connection connection, String function) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select " + function + "(" + LOCK + ")")) {
      lock.execute();
    }
  }

  static List<Entry> list(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                select k.kek_id, k.check_value, k.state,
                       exists (select 1 from orient_store.data_keys d
                               where d.kek_id = k.kek_id and d.wrapped is not null),
                       k.rotation_since is not null
                from orient_store.kek_registry k
                order by k.kek_id
                """);
        ResultSet row = select.executeQuery()) {
      List<Entry> entries = new ArrayList<>();
      while (row.next()) {
        entries.add(
            new Entry(
                row.getString(1),
                row.getBytes(2),
                KekState.of(row.getString(3)),
                row.getBoolean(4),
                row.getBoolean(5)));
      }
      return entries;
    }
  }

  /**
   * Checks the loaded keys before anything is read or written with them; also in a schema of the
   * version before.
   *
   * @throws StoreKeyException when a key that data keys are wrapped with is not loaded, or another
   *     key is loaded under its id
   */
  static void verify(Connection connection, KeyRing ring) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                select k.kek_id, k.check_value,
                       exists (select 1 from orient_store.data_keys d
                               where d.kek_id = k.kek_id and d.wrapped is not null)
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

  /** Makes the key that the source names the active one, in a store that has none yet. */
  static void ensureActive(Connection connection, KeyRing ring) throws SQLException {
    String kekId = ring.activeKekId();
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into orient_store.kek_registry (kek_id, check_value, state, activated_at)
            select ?, ?, 'active', clock_timestamp()
            where not exists (select 1 from orient_store.kek_registry where state = 'active')
            on conflict (kek_id) do update set state = 'active', activated_at = clock_timestamp()
            """)) {
      insert.setString(1, kekId);
      insert.setBytes(2, ring.checkValue(kekId));
      insert.executeUpdate();
    }
  }

  /** Registers a key as staged; false when it is registered. */
  static boolean stage(Connection connection, String kekId, byte[] checkValue) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into orient_store.kek_registry (kek_id, check_value) values (?, ?)
            on conflict do nothing
            """)) {
      insert.setString(1, kekId);
      insert.setBytes(2, checkValue);
      return insert.executeUpdate() > 0;
    }
  }

  static void beginRotation(Connection connection, String kekId) throws SQLException {
    update(
        connection,
        """
        update orient_store.kek_registry set rotation_since = clock_timestamp() where kek_id = ?
        """,
        kekId);
  }

  static void endRotation(Connection connection, String kekId) throws SQLException {
    update(
        connection,
        "update orient_store.kek_registry set rotation_since = null where kek_id = ?",
        kekId);
  }

  /** The active key becomes the retained one, an earlier retained one destroyable. */
  static void promote(Connection connection, String kekId) throws SQLException {
    // One after the other: the unique indexes hold at every step, also on the way back to a key.
    update(
        connection,
        """
        update orient_store.kek_registry
        set state = case when kek_id = ? then 'staged' else 'destroyable' end
        where state = 'retained'
        """,
        kekId);
    update(
        connection,
        """
        update orient_store.kek_registry
        set state = 'retained', retired_at = clock_timestamp()
        where state = 'active' and kek_id <> ?
        """,
        kekId);
    update(
        connection,
        """
        update orient_store.kek_registry
        set state = 'active', activated_at = clock_timestamp(), retired_at = null,
            rotation_since = null
        where kek_id = ?
        """,
        kekId);
  }

  static void destroy(Connection connection, String kekId) throws SQLException {
    update(
        connection,
        """
        update orient_store.kek_registry
        set state = 'destroyed', retired_at = coalesce(retired_at, clock_timestamp())
        where kek_id = ?
        """,
        kekId);
  }

  private static void update(Connection connection, String sql, String kekId) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, kekId);
      update.executeUpdate();
    }
  }
}
