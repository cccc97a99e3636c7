package bot.orient.secrets.store;

import bot.orient.secrets.crypto.SeedLabel;
import bot.orient.secrets.crypto.SeedLabel.Purpose;
import bot.orient.secrets.crypto.WrappedSeed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Wrapped seeds. Those that were destroyed keep their row, and nothing in it to unwrap. */
final class DataKeyTable {

  /** The scope of what serves the whole store. */
  static final String WHOLE_STORE = "";

  /** For a select whose rows {@link #seed} takes. */
  static final String COLUMNS = "seed_id, purpose, scope, generation, kek_id, wrapped";

  /** The key of a scope and whose it is. */
  record Generation(String scope, int generation) {}

  /**
   * Of a key k and a request d: the key went with its scope, on purpose, or would if it came back.
   */
  static final String WENT_WITH_SCOPE =
      " d.scope = k.scope and d.through_generation >= k.generation ";

  /**
   * Of a key k: it is none that was destroyed with its scope, whether or not a copy came back. The
   * scope of what serves the whole store is never destroyed.
   */
  private static final String USABLE =
      " not exists (select 1 from orient_store.scope_destructions d where" + WENT_WITH_SCOPE + ") ";

  private DataKeyTable() {}

  /** All generations for one use that are not destroyed, oldest first. */
  static List<WrappedSeed> find(Connection connection, Purpose purpose, String scope)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select "
                + COLUMNS
                + """
                 from orient_store.data_keys k
                where purpose = ? and scope = ? and wrapped is not null and
                """
                + USABLE
                + " order by generation")) {
      select.setString(1, purpose.name());
      select.setString(2, scope);
      return seeds(select);
    }
  }

  /** The id of the seed that new values of a scope are sealed with. */
  static Optional<UUID> activeId(Connection connection, String scope) throws SQLException {
    return activeId(connection, scope, "");
  }

  /** The same, and no writer uses it and no rotation replaces it until this transaction ends. */
  static Optional<UUID> lockActiveId(Connection connection, String scope) throws SQLException {
    return activeId(connection, scope, " for update");
  }

  private static Optional<UUID> activeId(Connection connection, String scope, String lock)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select seed_id from orient_store.data_keys k
            where purpose = 'SCOPE' and scope = ? and state = 'active' and
            """
                + USABLE
                + lock)) {
      select.setString(1, scope);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(row.getObject(1, UUID.class)) : Optional.empty();
      }
    }
  }

  /**
   * Of every purpose and scope, but for those that nothing is left of. One that went with its scope
   * and came back is among them: it is rewrapped like the others until it is destroyed again.
   */
  static List<WrappedSeed> all(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select "
                + COLUMNS
                + """
                 from orient_store.data_keys
                where wrapped is not null
                order by purpose, scope, generation
                """)) {
      return seeds(select);
    }
  }

  /**
   * Whether new values may be sealed with a seed. If so, it stays so until this transaction ends: a
   * value that a rotation did not see would be lost with the seed.
   */
  static boolean lockForSealing(Connection connection, UUID seed) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select 1 from orient_store.data_keys k where seed_id = ? and state = 'active' and
            """
                + USABLE
                + " for share")) {
      select.setObject(1, seed);
      try (ResultSet row = select.executeQuery()) {
        return row.next();
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

  /**
   * The number after the highest ever used, 1 for none. After a destruction it is above what was
   * destroyed even if this table was lost or is an older one: a lower number is never usable.
   */
  static int nextGeneration(Connection connection, Purpose purpose, String scope)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select greatest(
              (select coalesce(max(generation), 0) from orient_store.data_keys
               where purpose = ? and scope = ?),
              (select coalesce(max(through_generation), 0) from orient_store.scope_destructions
               where scope = ?)) + 1
            """)) {
      select.setString(1, purpose.name());
      select.setString(2, scope);
      select.setString(3, scope);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  /** Makes it the active one; does nothing when another writer was first. */
  static void insert(Connection connection, WrappedSeed seed) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into orient_store.data_keys (seed_id, purpose, scope, generation, kek_id, wrapped)
            values (?, ?, ?, ?, ?, ?)
            on conflict do nothing
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

  /** Seeds of any use that another key than the given one wraps, locked. */
  static List<WrappedSeed> lockWrappedByOthers(Connection connection, String kekId)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select "
                + COLUMNS
                + """
                 from orient_store.data_keys
                where kek_id <> ? and wrapped is not null
                order by seed_id
                for update
                """)) {
      select.setString(1, kekId);
      return seeds(select);
    }
  }

  static void rewrap(Connection connection, List<WrappedSeed> seeds) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update orient_store.data_keys set kek_id = ?, wrapped = ? where seed_id = ?")) {
      for (WrappedSeed seed : seeds) {
        update.setString(1, seed.kekId());
        update.setBytes(2, seed.envelope());
        update.setObject(3, seed.label().id());
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  static int generation(Connection connection, UUID seed) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select generation from orient_store.data_keys where seed_id = ?")) {
      select.setObject(1, seed);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  /** Seals nothing any more. */
  static void retire(Connection connection, UUID seed) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update orient_store.data_keys set state = 'decrypt_only' where seed_id = ?")) {
      update.setObject(1, seed);
      update.executeUpdate();
    }
  }

  /** Marks the retired seeds of a scope that no value is sealed with any more. */
  static void markDestroyable(Connection connection, String scope) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update orient_store.data_keys d set state = 'destroyable'
            where d.purpose = 'SCOPE' and d.scope = ? and d.state = 'decrypt_only'
              and not exists (
                select 1
                from orient_store.secrets s
                join orient_store.secret_versions v on v.secret_uid = s.uid
                where s.scope = d.scope and v.envelope is not null
                  and substring(v.envelope from 9 for 16) = uuid_send(d.seed_id))
            """)) {
      update.setString(1, scope);
      update.executeUpdate();
    }
  }

  /** Destroys a seed that is destroyable and that no value of its scope names; false otherwise. */
  static boolean destroy(Connection connection, String scope, int generation) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update orient_store.data_keys d set state = 'destroyed', wrapped = null
            where d.purpose = 'SCOPE' and d.scope = ? and d.generation = ?
              and d.state = 'destroyable'
              and not exists (
                select 1
                from orient_store.secrets s
                join orient_store.secret_versions v on v.secret_uid = s.uid
                where s.scope = d.scope and v.envelope is not null
                  and substring(v.envelope from 9 for 16) = uuid_send(d.seed_id))
            """)) {
      update.setString(1, scope);
      update.setInt(2, generation);
      return update.executeUpdate() > 0;
    }
  }

  /**
   * Destroys every generation of the key of a scope; locks first, as a rewrap does, in its order.
   *
   * @return the highest generation that the scope ever had
   */
  static int destroyAll(Connection connection, String scope) throws SQLException {
    try (PreparedStatement lock =
            connection.prepareStatement(
                """
                select 1 from orient_store.data_keys
                where purpose = 'SCOPE' and scope = ? order by seed_id for update
                """);
        PreparedStatement update =
            connection.prepareStatement(
                """
                update orient_store.data_keys set state = 'destroyed', wrapped = null
                where purpose = 'SCOPE' and scope = ? and wrapped is not null
                """)) {
      lock.setString(1, scope);
      lock.execute();
      update.setString(1, scope);
      update.executeUpdate();
    }
    return nextGeneration(connection, Purpose.SCOPE, scope) - 1;
  }

  /** Whether a key that was destroyed with its scope is there again, as from a backup. */
  static boolean anyReturned(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "select exists (select 1 from orient_store.data_keys k where wrapped is not null"
                    + " and not "
                    + USABLE
                    + ")");
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /** Destroys those again; tells which. */
  static List<Generation> destroyReturned(Connection connection) throws SQLException {
    try (PreparedStatement update =
            connection.prepareStatement(
                "update orient_store.data_keys k set state = 'destroyed', wrapped = null"
                    + " where wrapped is not null and not "
                    + USABLE
                    + " returning scope, generation");
        ResultSet row = update.executeQuery()) {
      List<Generation> found = new ArrayList<>();
      while (row.next()) {
        found.add(new Generation(row.getString(1), row.getInt(2)));
      }
      return found;
    }
  }

  /** Those of the given seeds that must not be used any more. */
  static Set<UUID> destroyedAmong(Connection connection, Collection<UUID> seeds)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select seed_id from orient_store.data_keys k where seed_id = any (?)"
                + " and (wrapped is null or not "
                + USABLE
                + ")")) {
      select.setArray(1, connection.createArrayOf("uuid", seeds.toArray()));
      try (ResultSet row = select.executeQuery()) {
        Set<UUID> found = new HashSet<>();
        while (row.next()) {
          found.add(row.getObject(1, UUID.class));
        }
        return found;
      }
    }
  }

  /** Whether a seed went with its scope, on purpose. */
  static boolean wentWithItsScope(Connection connection, UUID seed) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select 1 from orient_store.data_keys k where seed_id = ? and not " + USABLE)) {
      select.setObject(1, seed);
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  /** The scope whose active seed is older than that, if any; the oldest first. */
  static Optional<String> scopeWithSeedOlderThan(Connection connection, Duration age)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select scope from orient_store.data_keys k
            where purpose = 'SCOPE' and state = 'active'
              and created_at < clock_timestamp() - make_interval(secs => ?)
              and not exists (
                select 1 from orient_store.scope_destructions d
                where d.scope = k.scope
                  and (d.state = 'waiting' or d.through_generation >= k.generation))
            order by created_at, scope
            limit 1
            """)) {
      select.setDouble(1, age.toSeconds());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    }
  }

  private static List<WrappedSeed> seeds(PreparedStatement select) throws SQLException {
    try (ResultSet row = select.executeQuery()) {
      List<WrappedSeed> found = new ArrayList<>();
      while (row.next()) {
        found.add(seed(row));
      }
      return found;
    }
  }

  static WrappedSeed seed(ResultSet row) throws SQLException {
    SeedLabel label =
        new SeedLabel(
            row.getObject(1, UUID.class),
            Purpose.valueOf(row.getString(2)),
            row.getString(3),
            row.getInt(4));
    return new WrappedSeed(label, row.getString(5), row.getBytes(6));
  }
}
