package bot.orient.secrets.store;

import bot.orient.secrets.store.JobTable.Cursor;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;

/** The versions that a re-encryption reads and writes. */
final class ResealTable {

  private ResealTable() {}

  /** One version as it is sealed now. */
  record Sealed(String key, Cursor at, byte[] envelope) {}

  /** A version sealed anew, and what it was sealed as before. */
  record Resealed(Cursor at, byte[] before, byte[] envelope) {}

  /**
   * The next versions of a scope that are not sealed with the given seed, locked; none that went
   * with the scope when that was destroyed on purpose. Those that somebody else has locked are left
   * out: waiting for them could be a deadlock.
   */
  static List<Sealed> lockNext(
      Connection connection, String scope, UUID seed, Cursor after, int limit) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select s.name, v.secret_uid, v.version, v.envelope
            from orient_store.secrets s
            join orient_store.secret_versions v on v.secret_uid = s.uid
            where s.scope = ? and s.uid >= ? and (v.secret_uid, v.version) > (?, ?)
              and v.envelope is not null and substring(v.envelope from 9 for 16) <> uuid_send(?)
              and substring(v.envelope from 9 for 16) <> all (array(
                select uuid_send(k.seed_id)
                from orient_store.data_keys k
                join orient_store.scope_destructions d on
            """
                + DataKeyTable.WENT_WITH_SCOPE
                + """
                where k.scope = ?))
            order by s.uid, v.version
            limit ?
            for update of v skip locked
            """)) {
      select.setString(1, scope);
      select.setObject(2, after.secret());
      select.setObject(3, after.secret());
      select.setLong(4, after.version());
      select.setObject(5, seed);
      select.setString(6, scope);
      select.setInt(7, limit);
      try (ResultSet row = select.executeQuery()) {
        List<Sealed> found = new ArrayList<>();
        while (row.next()) {
          found.add(
              new Sealed(
                  row.getString(1),
                  new Cursor(row.getObject(2, UUID.class), row.getLong(3)),
                  row.getBytes(4)));
        }
        return found;
      }
    }
  }

  /** How many versions of a scope are not sealed with the given seed. */
  static long countOthers(Connection connection, String scope, UUID seed) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select count(*)
            from orient_store.secrets s
            join orient_store.secret_versions v on v.secret_uid = s.uid
            where s.scope = ? and v.envelope is not null
              and substring(v.envelope from 9 for 16) <> uuid_send(?)
              and substring(v.envelope from 9 for 16) <> all (array(
                select uuid_send(k.seed_id)
                from orient_store.data_keys k
                join orient_store.scope_destructions d on
            """
                + DataKeyTable.WENT_WITH_SCOPE
                + """
                where k.scope = ?))
            """)) {
      select.setString(1, scope);
      select.setObject(2, seed);
      select.setString(3, scope);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** Exchanges envelopes that are still what was read; tells how many. */
  static int replace(Connection connection, List<Resealed> versions) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update orient_store.secret_versions v
            set envelope = r.envelope
            from unnest(?::uuid[], ?::bigint[], ?::bytea[], ?::bytea[])
              as r (secret_uid, version, before, envelope)
            where v.secret_uid = r.secret_uid and v.version = r.version
              and sha256(v.envelope) = sha256(r.before)
            """)) {
      update.setArray(1, array(connection, "uuid", versions, v -> v.at().secret(), UUID[]::new));
      update.setArray(2, array(connection, "bigint", versions, v -> v.at().version(), Long[]::new));
      update.setArray(3, array(connection, "bytea", versions, Resealed::before, byte[][]::new));
      update.setArray(4, array(connection, "bytea", versions, Resealed::envelope, byte[][]::new));
      return update.executeUpdate();
    }
  }

  /** The driver wants bytes in an array of just that type. */
  private static <T> Array array(
      Connection connection,
      String type,
      List<Resealed> versions,
      Function<Resealed, T> column,
      IntFunction<T[]> ofType)
      throws SQLException {
    return connection.createArrayOf(type, versions.stream().map(column).toArray(ofType));
  }
}
