package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** The append-only trail; rows are added in the transaction of the change they tell of. */
final class AuditLog {

  static final String CREATE = "create";
  static final String UPDATE = "update";
  static final String IMPORT = "import";
  static final String DELETE = "delete";
  static final String COMPROMISE = "compromise";
  static final String GRANT = "grant";
  static final String REVOKE = "revoke";
  static final String SET_PROVIDER = "set-provider";
  static final String REMOVE_PROVIDER = "remove-provider";

  private AuditLog() {}

  /**
   * What happened.
   *
   * @param useCase of provider defaults, else null; so are provider and model
   */
  record Event(
      String action,
      String key,
      Long versionFrom,
      Long versionTo,
      String useCase,
      ProviderChoice choice) {

    static Event of(String action, String key) {
      return new Event(action, key, null, null, null, null);
    }

    Event versions(Long from, Long to) {
      return new Event(action, key, from, to, useCase, choice);
    }

    Event provider(String useCase, ProviderChoice choice) {
      return new Event(action, key, versionFrom, versionTo, useCase, choice);
    }
  }

  static void add(Connection connection, String scope, Actor actor, Event event)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into orient_store.audit_log
              (scope, actor, actor_kind, source, action, key_name, version_from, version_to, details)
            values (?, ?, ?, ?, ?, ?, ?, ?,
              jsonb_strip_nulls(jsonb_build_object(
                'useCase', ?::text, 'provider', ?::text, 'model', ?::text)))
            """)) {
      insert.setString(1, scope);
      insert.setString(2, actor.name());
      insert.setString(3, actor.kind().name());
      insert.setString(4, actor.source());
      insert.setString(5, event.action());
      insert.setString(6, event.key());
      insert.setObject(7, event.versionFrom(), Types.BIGINT);
      insert.setObject(8, event.versionTo(), Types.BIGINT);
      insert.setString(9, event.useCase());
      insert.setString(10, event.choice() == null ? null : event.choice().provider());
      insert.setString(11, event.choice() == null ? null : event.choice().model());
      insert.executeUpdate();
    }
  }

  static List<AuditEntry> newest(Connection connection, String scope, int limit)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select seq, at, actor, actor_kind, source, action, key_name, version_from, version_to
            from orient_store.audit_log
            where scope = ?
            order by seq desc
            limit ?
            """)) {
      select.setString(1, scope);
      select.setInt(2, limit);
      try (ResultSet row = select.executeQuery()) {
        List<AuditEntry> entries = new ArrayList<>();
        while (row.next()) {
          entries.add(
              new AuditEntry(
                  row.getLong(1),
                  row.getObject(2, OffsetDateTime.class).toInstant(),
                  scope,
                  row.getString(3),
                  Actor.Kind.valueOf(row.getString(4)),
                  row.getString(5),
                  row.getString(6),
                  row.getString(7),
                  row.getObject(8, Long.class),
                  row.getObject(9, Long.class)));
        }
        return entries;
      }
    }
  }
}
