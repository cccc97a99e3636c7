package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Re-encryptions: how far each is, and when its next batch is due by the database's clock. */
final class JobTable {

  private JobTable() {}

  /**
   * A re-encryption that this transaction does the next batch of.
   *
   * @param cursor the last version looked at in this pass
   */
  record Job(long id, String scope, int fromGeneration, Cursor cursor, long failed) {}

  /** A version, in the order in which a pass goes through them. */
  record Cursor(UUID secret, long version) {

    /** Before the first one. */
    static final Cursor START = new Cursor(new UUID(0, 0), 0);
  }

  static void start(Connection connection, String scope, int fromGeneration, int toGeneration)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into orient_store.jobs (scope, from_generation, to_generation, state, total)
            select ?, ?, ?, 'running', count(*)
            from orient_store.secrets s
            join orient_store.secret_versions v on v.secret_uid = s.uid
            where s.scope = ? and v.envelope is not null
              and substring(v.envelope from 9 for 16) <> all (array(
                select uuid_send(k.seed_id)
                from orient_store.data_keys k
                join orient_store.scope_destructions d on
            """
                + DataKeyTable.WENT_WITH_SCOPE
                + """
                where k.scope = ?))
            """)) {
      insert.setString(1, scope);
      insert.setInt(2, fromGeneration);
      insert.setInt(3, toGeneration);
      insert.setString(4, scope);
      insert.setString(5, scope);
      insert.executeUpdate();
    }
  }

  /**
   * A job whose next batch is due and that no other replica is at, locked: who does the batch holds
   * the row, so no two do the same, and a batch that is broken off has not been.
   */
  static Optional<Job> lockDue(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                select job_id, scope, from_generation, cursor_uid, cursor_version, failed
                from orient_store.jobs
                where state = 'running' and next_batch_at <= clock_timestamp()
                order by next_batch_at, job_id
                limit 1
                for update skip locked
                """);
        ResultSet row = select.executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      UUID secret = row.getObject(4, UUID.class);
      return Optional.of(
          new Job(
              row.getLong(1),
              row.getString(2),
              row.getInt(3),
              secret == null ? Cursor.START : new Cursor(secret, row.getLong(5)),
              row.getLong(6)));
    }
  }

  /** How long until a running job is due; nothing when none runs. */
  static Optional<Duration> untilDue(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                select (extract(epoch from min(next_batch_at) - clock_timestamp()) * 1000)::bigint
                from orient_store.jobs
                where state = 'running'
                """);
        ResultSet row = select.executeQuery()) {
      row.next();
      Long millis = row.getObject(1, Long.class);
      return Optional.ofNullable(millis).map(due -> Duration.ofMillis(Math.max(0, due)));
    }
  }

  static void advance(
      Connection connection, Job job, Cursor cursor, int done, int failed, Duration pause)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update orient_store.jobs
            set cursor_uid = ?, cursor_version = ?, done = done + ?, failed = failed + ?,
                next_batch_at = clock_timestamp() + make_interval(secs => ?),
                updated_at = clock_timestamp()
            where job_id = ?
            """)) {
      update.setObject(1, cursor.secret());
      update.setLong(2, cursor.version());
      update.setInt(3, done);
      update.setInt(4, failed);
      update.setDouble(5, pause.toNanos() / 1e9);
      update.setLong(6, job.id());
      update.executeUpdate();
    }
  }

  /** Looks at all that is left once more; what failed is counted anew. */
  static void startOver(Connection connection, Job job, Duration pause) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update orient_store.jobs
            set cursor_uid = null, cursor_version = 0, failed = 0,
                next_batch_at = clock_timestamp() + make_interval(secs => ?),
                updated_at = clock_timestamp()
            where job_id = ?
            """)) {
      update.setDouble(1, pause.toNanos() / 1e9);
      update.setLong(2, job.id());
      update.executeUpdate();
    }
  }

  static void finish(Connection connection, Job job) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update orient_store.jobs
            set state = case when failed = 0 then 'done' else 'incomplete' end,
                updated_at = clock_timestamp()
            where job_id = ?
            """)) {
      update.setLong(1, job.id());
      update.executeUpdate();
    }
  }

  /** Pauses or resumes; false when there is no job of that state in the scope. */
  static boolean change(
      Connection connection,
      String scope,
      KeyRotationProgress.State from,
      KeyRotationProgress.State to)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update orient_store.jobs
            set state = ?, next_batch_at = clock_timestamp(), updated_at = clock_timestamp()
            where scope = ? and state = ?
            """)) {
      update.setString(1, column(to));
      update.setString(2, scope);
      update.setString(3, column(from));
      return update.executeUpdate() > 0;
    }
  }

  static boolean anyUnfinished(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                select exists (
                  select 1 from orient_store.jobs where state in ('running', 'paused'))
                """);
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getBoolean(1);
    }
  }

  static boolean isUnfinished(Connection connection, String scope) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select exists (
              select 1 from orient_store.jobs where scope = ? and state in ('running', 'paused'))
            """)) {
      select.setString(1, scope);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /** The newest job of each scope, ordered by scope. */
  static List<KeyRotationProgress> newest(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                select distinct on (scope)
                       scope, to_generation, state, total, done, failed, started_at, updated_at
                from orient_store.jobs
                order by scope, job_id desc
                """);
        ResultSet row = select.executeQuery()) {
      List<KeyRotationProgress> found = new ArrayList<>();
      while (row.next()) {
        found.add(
            new KeyRotationProgress(
                row.getString(1),
                row.getInt(2),
                KeyRotationProgress.State.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getObject(7, OffsetDateTime.class).toInstant(),
                row.getObject(8, OffsetDateTime.class).toInstant()));
      }
      return found;
    }
  }

  private static String column(KeyRotationProgress.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
