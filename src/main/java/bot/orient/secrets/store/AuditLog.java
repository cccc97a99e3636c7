package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * The append-only trail; rows are added in the transaction of the change they tell of. Each bears a
 * code that covers all of it, so that none can be changed or made up by SQL.
 */
final class AuditLog {

  static final String CREATE = "create";
  static final String UPDATE = "update";
  static final String IMPORT = "import";
  static final String DELETE = "delete";

  /** Its version_from is the version that was copied. */
  static final String ROLLBACK = "rollback";

  static final String UNDELETE = "undelete";
  static final String DESTROY = "destroy";
  static final String COMPROMISE = "compromise";
  static final String GRANT = "grant";
  static final String REVOKE = "revoke";
  static final String SET_PROVIDER = "set-provider";
  static final String REMOVE_PROVIDER = "remove-provider";
  static final String KEY_STAGE = "key-stage";
  static final String KEY_PROMOTE = "key-promote";
  static final String KEY_ROTATE = "key-rotate";
  static final String KEY_DESTROY = "key-destroy";
  static final String IMPORT_ORIENT = "import-orient";
  static final String IMPORT_SEALED = "import-sealed";
  static final String GENERATE = "generate";
  static final String REVEAL = "reveal";
  static final String RETIRE = "retire";

  /**
   * Its version_from is the version that cannot be trusted; or, of a secret that was put back, the
   * newest one, and version_to the one that it was put back to.
   */
  static final String TAMPER_DETECTED = "tamper-detected";

  static final String SCOPE_DESTROY = "scope-destroy";
  static final String SCOPE_DESTROY_CANCEL = "scope-destroy-cancel";

  /** Its version_to is the last generation of the scope's key that is gone. */
  static final String SCOPE_DESTROYED = "scope-destroyed";

  /** Its versions are the one that was lost and the one that counts now, or two seals. */
  static final String ACKNOWLEDGE_RESTORE = "acknowledge-restore";

  /** The actions that write a version: each such row has its version, and each version its row. */
  static final List<String> WRITES =
      List.of(CREATE, UPDATE, IMPORT, ROLLBACK, IMPORT_ORIENT, IMPORT_SEALED, GENERATE);

  private final AuditKeys keys;

  AuditLog(AuditKeys keys) {
    this.keys = keys;
  }

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

  void add(Connection connection, String scope, Actor actor, Event event) throws SQLException {
    AuditRow row = stamped(connection, scope, actor, event);
    insert(connection, row.withMac(keys.authenticator().code(row.authenticated())));
  }

  /**
   * Number, transaction and time are the database's. They are fetched first, because the code
   * covers them and a row cannot be changed once it is there.
   */
  private AuditRow stamped(Connection connection, String scope, Actor actor, Event event)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select nextval('orient_store.audit_log_seq_seq'), pg_current_xact_id()::text,
                   clock_timestamp(),
                   jsonb_strip_nulls(jsonb_build_object(
                     'useCase', ?::text, 'provider', ?::text, 'model', ?::text))::text
            """)) {
      select.setString(1, event.useCase());
      select.setString(2, event.choice() == null ? null : event.choice().provider());
      select.setString(3, event.choice() == null ? null : event.choice().model());
      try (ResultSet stamp = select.executeQuery()) {
        stamp.next();
        return new AuditRow(
            stamp.getLong(1),
            Long.parseLong(stamp.getString(2)),
            stamp.getObject(3, OffsetDateTime.class).toInstant(),
            scope,
            actor.name(),
            actor.kind().name(),
            actor.source(),
            event.action(),
            event.key(),
            event.versionFrom(),
            event.versionTo(),
            stamp.getString(4),
            keys.macKeyId(),
            null);
      }
    }
  }

  static void insert(Connection connection, AuditRow row) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into orient_store.audit_log
              (seq, xid, at, scope, actor, actor_kind, source, action, key_name,
               version_from, version_to, details, mac_key_id, row_mac)
            overriding system value
            values (?, ?::xid8, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)
            """)) {
      insert.setLong(1, row.seq());
      insert.setString(2, Long.toString(row.xid()));
      insert.setObject(3, row.at().atOffset(ZoneOffset.UTC));
      insert.setString(4, row.scope());
      insert.setString(5, row.actor());
      insert.setString(6, row.actorKind());
      insert.setString(7, row.source());
      insert.setString(8, row.action());
      insert.setString(9, row.key());
      insert.setObject(10, row.versionFrom(), Types.BIGINT);
      insert.setObject(11, row.versionTo(), Types.BIGINT);
      insert.setString(12, row.details());
      insert.setObject(13, row.macKeyId());
      insert.setBytes(14, row.mac());
      insert.executeUpdate();
    }
  }

  static List<AuditEntry> newest(Connection connection, String scope, int limit)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select seq, at, scope, actor, actor_kind, source, action, key_name,
                   version_from, version_to
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
          entries.add(AuditSearch.entry(row));
        }
        return entries;
      }
    }
  }
}
