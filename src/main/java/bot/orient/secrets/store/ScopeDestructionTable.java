package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;

/** Requests to destroy scopes; one that has ended is never changed. */
final class ScopeDestructionTable {

  private ScopeDestructionTable() {}

  /** One whose time has come, locked. */
  record Due(long id, String scope) {}

  /** Grants and requests of one scope wait for each other until their transactions end. */
  static void lockScope(Connection connection, String scope) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement(
            "select pg_advisory_xact_lock(hashtextextended('orient/scope/' || ?, 0))")) {
      lock.setString(1, scope);
      lock.execute();
    }
  }

  /** The newest one of a scope. */
  static Optional<ScopeDestruction> newest(Connection connection, String scope)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select scope, state, asked_by, asked_at, due_at, ended_at
            from orient_store.scope_destructions
            where scope = ?
            order by destruction_id desc
            limit 1
            """)) {
      select.setString(1, scope);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(destruction(row)) : Optional.empty();
      }
    }
  }

  static Optional<ScopeDestruction> waiting(Connection connection, String scope)
      throws SQLException {
    return newest(connection, scope)
        .filter(newest -> newest.state() == ScopeDestruction.State.WAITING);
  }

  static void insert(Connection connection, String scope, String askedBy, Duration delay)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into orient_store.scope_destructions (scope, asked_by, asked_at, due_at)
            select ?, ?, now, now + make_interval(secs => ?)
            from clock_timestamp() as now
            """)) {
      insert.setString(1, scope);
      insert.setString(2, askedBy);
      insert.setDouble(3, delay.toSeconds());
      insert.executeUpdate();
    }
  }

  /** False when none waits: it waits for one that is being carried out, and comes too late then. */
  static boolean cancel(Connection connection, String scope) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update orient_store.scope_destructions
            set state = 'cancelled', ended_at = clock_timestamp()
            where scope = ? and state = 'waiting'
            """)) {
      update.setString(1, scope);
      return update.executeUpdate() > 0;
    }
  }

  static boolean anyDue(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                select exists (
                  select 1 from orient_store.scope_destructions
                  where state = 'waiting' and due_at <= clock_timestamp())
                """);
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /**
   * One that is due and that nobody else is at; not while the scope is re-encrypted, which a
   * replica of an older version may have begun.
   */
  static Optional<Due> lockDue(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                select d.destruction_id, d.scope
                from orient_store.scope_destructions d
                where d.state = 'waiting' and d.due_at <= clock_timestamp()
                  and not exists (
                    select 1 from orient_store.jobs j
                    where j.scope = d.scope and j.state in ('running', 'paused'))
                order by d.due_at, d.destruction_id
                limit 1
                for update of d skip locked
                """);
        ResultSet row = select.executeQuery()) {
      return row.next() ? Optional.of(new Due(row.getLong(1), row.getString(2))) : Optional.empty();
    }
  }

  static void finish(Connection connection, long id, int throughGeneration) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update orient_store.scope_destructions
            set state = 'done', ended_at = clock_timestamp(), through_generation = ?
            where destruction_id = ?
            """)) {
      update.setInt(1, throughGeneration);
      update.setLong(2, id);
      update.executeUpdate();
    }
  }

  /** Tells the feed of all secrets of a scope. */
  static void tellFeed(Connection connection, String scope) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into orient_store.change_feed (scope, kind, name)
            select scope, 'SECRET', name from orient_store.secrets
            where scope = ? and state = 'active'
            """)) {
      insert.setString(1, scope);
      insert.executeUpdate();
    }
  }

  private static ScopeDestruction destruction(ResultSet row) throws SQLException {
    return new ScopeDestruction(
        row.getString(1),
        ScopeDestruction.State.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
        row.getString(3),
        row.getObject(4, OffsetDateTime.class).toInstant(),
        row.getObject(5, OffsetDateTime.class).toInstant(),
        Optional.ofNullable(row.getObject(6, OffsetDateTime.class)).map(OffsetDateTime::toInstant));
  }
}
