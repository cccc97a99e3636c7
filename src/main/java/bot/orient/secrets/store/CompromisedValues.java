package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Values that became known to others. The value is marked, by its keyed fingerprint, not the
 * version: a rollback gives it another number and makes it no better.
 */
final class CompromisedValues {

  private final Database database;
  private final AuditLog audit;

  CompromisedValues(Database database, AuditLog audit) {
    this.database = database;
    this.audit = audit;
  }

  /** The version that has the value; empty when there is none. */
  OptionalLong mark(String scope, String key, String reason, Actor actor) {
    WriteRules.compromise(scope, reason);
    WriteRules.actor(actor);
    return database.transaction(
        "marking " + scope + "/" + key + " compromised",
        scope,
        connection -> {
          SecretTable.Row row = SecretTable.find(connection, scope, key).orElse(null);
          if (row == null || row.visibleVersion() == 0 || row.fingerprint() == null) {
            return OptionalLong.empty();
          }
          if (insert(connection, row, reason, actor)) {
            audit.add(
                connection,
                scope,
                actor,
                AuditLog.Event.of(AuditLog.COMPROMISE, key)
                    .versions(row.currentVersion(), row.currentVersion()));
            ChangeOutbox.add(connection, new Change(scope, Change.Kind.SECRET, key));
          }
          return OptionalLong.of(row.currentVersion());
        });
  }

  private static boolean insert(
      Connection connection, SecretTable.Row row, String reason, Actor actor) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into orient_store.compromised_values
              (secret_uid, fingerprint, version, actor, reason)
            values (?, ?, ?, ?, ?)
            on conflict do nothing
            """)) {
      insert.setObject(1, row.uid());
      insert.setString(2, row.fingerprint());
      insert.setLong(3, row.currentVersion());
      insert.setString(4, actor.name());
      insert.setString(5, reason);
      return insert.executeUpdate() > 0;
    }
  }

  /** The marked ones among some versions, by key. */
  Map<String, Compromise> find(String scope, Map<String, Long> versions) {
    return versions.isEmpty()
        ? Map.of()
        : database.query(
            "looking for compromised values in scope " + scope,
            scope,
            c -> select(c, scope, versions));
  }

  private static Map<String, Compromise> select(
      Connection connection, String scope, Map<String, Long> versions) throws SQLException {
    List<String> keys = List.copyOf(versions.keySet());
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select s.name, c.at, c.actor, c.reason
            from unnest(?, ?) as wanted (name, version)
            join orient_store.secrets s on s.scope = ? and s.name = wanted.name
            join orient_store.secret_versions v
              on v.secret_uid = s.uid and v.version = wanted.version
            join orient_store.compromised_values c
              on c.secret_uid = s.uid and c.fingerprint = v.fingerprint
            """)) {
      select.setArray(1, connection.createArrayOf("text", keys.toArray()));
      select.setArray(
          2, connection.createArrayOf("bigint", keys.stream().map(versions::get).toArray()));
      select.setString(3, scope);
      try (ResultSet row = select.executeQuery()) {
        Map<String, Compromise> found = new TreeMap<>();
        while (row.next()) {
          found.put(
              row.getString(1),
              new Compromise(
                  row.getObject(2, OffsetDateTime.class).toInstant(),
                  row.getString(3),
                  row.getString(4)));
        }
        return found;
      }
    }
  }

  /**
   * Such a value is not written again, by a rollback neither.
   *
   * @param key for the message
   */
  static void refuse(Connection connection, SecretTable.Row row, String key, String fingerprint)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select version from orient_store.compromised_values
            where secret_uid = ? and fingerprint = ?
            """)) {
      select.setObject(1, row.uid());
      select.setString(2, fingerprint);
      try (ResultSet found = select.executeQuery()) {
        if (found.next()) {
          throw new InvalidSecretException(
              "value of "
                  + key
                  + " is the one of version "
                  + found.getLong(1)
                  + ", which was marked compromised: write a new one");
        }
      }
    }
  }
}
