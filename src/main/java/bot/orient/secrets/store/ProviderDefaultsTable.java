package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The chosen provider and model per use case. */
final class ProviderDefaultsTable {

  private final Database database;
  private final AuditLog audit;

  ProviderDefaultsTable(Database database, AuditLog audit) {
    this.database = database;
    this.audit = audit;
  }

  Map<String, ProviderChoice> read(String scope, String name) {
    return database.query(
        "reading provider defaults " + scope + "/" + name,
        scope,
        connection -> select(connection, scope, name));
  }

  /** How a write ended. */
  enum Write {
    MADE,
    /** The choices are these already. */
    UNCHANGED,
    /** They are not as expected; nothing was written. */
    UNEXPECTED
  }

  Write write(
      String scope,
      String name,
      Map<String, ProviderChoice> choices,
      Predicate<Map<String, ProviderChoice>> expected,
      Actor actor) {
    WriteRules.providers(scope, name, choices);
    WriteRules.actor(actor);
    return database.transaction(
        "writing provider defaults " + scope + "/" + name,
        scope,
        connection -> {
          lock(connection, scope, name);
          Map<String, ProviderChoice> before = select(connection, scope, name);
          if (!expected.test(before)) {
            return Write.UNEXPECTED;
          }
          if (before.equals(choices)) {
            return Write.UNCHANGED;
          }
          for (String useCase : new TreeSet<>(choices.keySet())) {
            ProviderChoice choice = choices.get(useCase);
            if (!choice.equals(before.get(useCase))) {
              upsert(connection, scope, name, useCase, choice);
              audit(connection, scope, name, actor, AuditLog.SET_PROVIDER, useCase, choice);
            }
          }
          for (String useCase : before.keySet()) {
            if (!choices.containsKey(useCase)) {
              remove(connection, scope, name, useCase);
              audit(connection, scope, name, actor, AuditLog.REMOVE_PROVIDER, useCase, null);
            }
          }
          ChangeOutbox.add(connection, new Change(scope, Change.Kind.PROVIDERS, name));
          return Write.MADE;
        });
  }

  private void audit(
      Connection connection,
      String scope,
      String name,
      Actor actor,
      String action,
      String useCase,
      ProviderChoice choice)
      throws SQLException {
    audit.add(connection, scope, actor, AuditLog.Event.of(action, name).provider(useCase, choice));
  }

  /** There may be no row to lock yet, so the name is. */
  private static void lock(Connection connection, String scope, String name) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement(
            "select pg_advisory_xact_lock(hashtextextended('orient/providers/' || ?, 0))")) {
      lock.setString(1, scope + "/" + name);
      lock.execute();
    }
  }

  private static Map<String, ProviderChoice> select(
      Connection connection, String scope, String name) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select use_case, provider, model
            from orient_store.provider_defaults
            where scope = ? and name = ?
            """)) {
      select.setString(1, scope);
      select.setString(2, name);
      try (ResultSet row = select.executeQuery()) {
        Map<String, ProviderChoice> choices = new TreeMap<>();
        while (row.next()) {
          choices.put(row.getString(1), new ProviderChoice(row.getString(2), row.getString(3)));
        }
        return choices;
      }
    }
  }

  private static void upsert(
      Connection connection, String scope, String name, String useCase, ProviderChoice choice)
      throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            """
            insert into orient_store.provider_defaults (scope, name, use_case, provider, model)
            values (?, ?, ?, ?, ?)
            on conflict (scope, name, use_case)
            do update set provider = excluded.provider, model = excluded.model
            """)) {
      upsert.setString(1, scope);
      upsert.setString(2, name);
      upsert.setString(3, useCase);
      upsert.setString(4, choice.provider());
      upsert.setString(5, choice.model());
      upsert.executeUpdate();
    }
  }

  private static void remove(Connection connection, String scope, String name, String useCase)
      throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            """
            delete from orient_store.provider_defaults
            where scope = ? and name = ? and use_case = ?
            """)) {
      delete.setString(1, scope);
      delete.setString(2, name);
      delete.setString(3, useCase);
      delete.executeUpdate();
    }
  }
}
