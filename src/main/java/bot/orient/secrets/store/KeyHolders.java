package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which running replica has which key-encryption keys, as each tells it again and again. */
final class KeyHolders {

  /** A replica that has told nothing for this long is gone; several times the longest pause. */
  static final Duration LIVE = Duration.ofSeconds(60);

  private KeyHolders() {}

  /**
   * One replica.
   *
   * @param wanted the key that its source names
   * @param problem what is wrong with its source; null for nothing
   */
  record Holder(Set<String> held, String wanted, String problem) {}

  /** Says what this replica has, by the clock of the database. */
  static void announce(Connection connection, String instance, Holder holder) throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            """
            insert into orient_store.key_holders (instance, kek_id, wanted, problem, seen_at)
            select ?, id, id = ?, ?, clock_timestamp()
            from unnest(?) as held (id)
            order by id
            on conflict (instance, kek_id)
            do update set wanted = excluded.wanted, problem = excluded.problem,
                          seen_at = excluded.seen_at
            """)) {
      upsert.setString(1, instance);
      upsert.setString(2, holder.wanted());
      upsert.setString(3, holder.problem());
      upsert.setArray(4, connection.createArrayOf("text", holder.held().toArray()));
      upsert.executeUpdate();
    }
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from orient_store.key_holders where instance = ? and kek_id <> all (?)")) {
      delete.setString(1, instance);
      delete.setArray(2, connection.createArrayOf("text", holder.held().toArray()));
      delete.executeUpdate();
    }
  }

  /** Those that are running, by name. */
  static Map<String, Holder> live(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select instance, array_agg(kek_id), max(kek_id) filter (where wanted), max(problem)
            from orient_store.key_holders
            where seen_at > clock_timestamp() - make_interval(secs => ?)
            group by instance
            """)) {
      select.setDouble(1, LIVE.toSeconds());
      try (ResultSet row = select.executeQuery()) {
        Map<String, Holder> live = new TreeMap<>();
        while (row.next()) {
          String[] held = (String[]) row.getArray(2).getArray();
          live.put(row.getString(1), new Holder(Set.of(held), row.getString(3), row.getString(4)));
        }
        return live;
      }
    }
  }

  static void withdraw(Connection connection, String instance) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from orient_store.key_holders where instance = ?")) {
      delete.setString(1, instance);
      delete.executeUpdate();
    }
  }

  /** Forgets replicas that ended without a word, once that is long ago. */
  static void forgetGone(Connection connection) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            """
            delete from orient_store.key_holders
            where seen_at < clock_timestamp() - interval '1 day'
            """)) {
      delete.executeUpdate();
    }
  }
}
