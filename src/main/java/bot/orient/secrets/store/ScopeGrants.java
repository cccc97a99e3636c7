package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which namespaces may read which scopes besides their own. */
final class ScopeGrants {

  private final Database database;
  private final AuditLog audit;

  ScopeGrants(Database database, AuditLog audit) {
    this.database = database;
    this.audit = audit;
  }

  boolean isGranted(String namespace, String scope) {
    return database.query(
        "looking up the grant of scope " + scope + " to " + namespace,
        scope,
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "select 1 from orient_store.scope_grants where scope = ? and namespace = ?")) {
            select.setString(1, scope);
            select.setString(2, namespace);
            try (ResultSet row = select.executeQuery()) {
              return row.next();
            }
          }
        });
  }

  /** When the grant was taken back last; empty if there is one, or no such row. */
  Optional<Instant> revokedAt(String scope, String namespace) {
    return database.query(
        "looking up when scope " + scope + " was taken back from " + namespace,
        scope,
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  """
                  select last.at
                  from (
                    select at, action from orient_store.audit_log
                    where scope = ? and key_name = ? and action in ('grant', 'revoke')
                    order by seq desc limit 1
                  ) as last
                  where last.action = 'revoke' and not exists (
                    select from orient_store.scope_grants where scope = ? and namespace = ?)
                  """)) {
            select.setString(1, scope);
            select.setString(2, namespace);
            select.setString(3, scope);
            select.setString(4, namespace);
            try (ResultSet row = select.executeQuery()) {
              return row.next()
                  ? Optional.of(row.getObject(1, OffsetDateTime.class).toInstant())
                  : Optional.empty();
            }
          }
        });
  }

  /** The namespaces that a scope is granted to, sorted. */
  List<String> namespaces(String scope) {
    WriteRules.scope(scope);
    return database.query(
        "listing the grants of scope " + scope, scope, connection -> namespaces(connection, scope));
  }

  static List<String> namespaces(Connection connection, String scope) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select namespace from orient_store.scope_grants
            where scope = ? order by namespace collate "C"
            """)) {
      select.setString(1, scope);
      try (ResultSet row = select.executeQuery()) {
        List<String> namespaces = new ArrayList<>();
        while (row.next()) {
          namespaces.add(row.getString(1));
        }
        return namespaces;
      }
    }
  }

  /**
   * False when it was granted already.
   *
   * @throws ScopeToBeDestroyedException when the scope is to be destroyed
   */
  boolean grant(String scope, String namespace, Actor actor) {
    return change(
        AuditLog.GRANT,
        """
        insert into orient_store.scope_grants (scope, namespace) values (?, ?)
        on conflict do nothing
        """,
        scope,
        namespace,
        actor);
  }

  /** False when it was not granted. */
  boolean revoke(String scope, String namespace, Actor actor) {
    return change(
        AuditLog.REVOKE,
        "delete from orient_store.scope_grants where scope = ? and namespace = ?",
        scope,
        namespace,
        actor);
  }

  private boolean change(String action, String sql, String scope, String namespace, Actor actor) {
    WriteRules.scope(scope);
    WriteRules.namespace(namespace);
    WriteRules.actor(actor);
    return database.transaction(
        "changing the grant of scope " + scope + " to " + namespace,
        scope,
        connection -> {
          if (action.equals(AuditLog.GRANT)) {
            refuseWhileToBeDestroyed(connection, scope);
          }
          if (execute(connection, sql, scope, namespace) == 0) {
            return false;
          }
          audit.add(connection, scope, actor, AuditLog.Event.of(action, namespace));
          ChangeOutbox.add(connection, new Change(scope, Change.Kind.GRANT, namespace));
          return true;
        });
  }

  private static void refuseWhileToBeDestroyed(Connection connection, String scope)
      throws SQLException {
    ScopeDestructionTable.lockScope(connection, scope);
    Optional<ScopeDestruction> waiting = ScopeDestructionTable.waiting(connection, scope);
    if (waiting.isPresent()) {
      throw new ScopeToBeDestroyedException(
          "scope %s is to be destroyed at %s: cancel that first"
              .formatted(scope, DestroyedScope.seconds(waiting.get().dueAt())));
    }
  }

  private static int execute(Connection connection, String sql, String scope, String namespace)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, scope);
      statement.setString(2, namespace);
      return statement.executeUpdate();
    }
  }
}
