package bot.orient.secrets.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import com.zaxxer.hikari.util.Credentials;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The connection pool; every error leaves it as a {@link StoreException}. */
final class Database implements AutoCloseable {

  /** Until the transaction ends, so that it leaves nothing in a session that others use after. */
  private static final String DECLARE_SCOPE = "select set_config('orient.scope', ?, true)";

  /**
   * Else the server plans a read anew each time, which takes several times what running it does: an
   * array of unknown length is taken for a long one, so that the kept plan looks dear.
   */
  private static final String KEEP_PLAN =
      ", set_config('plan_cache_mode', 'force_generic_plan', true)";

  private final HikariDataSource pool;
  private final Runnable beforeCommit;
  private volatile boolean inOneMessage = true;

  private Database(HikariDataSource pool, Runnable beforeCommit) {
    this.pool = pool;
    this.beforeCommit = beforeCommit;
  }

  Database(StoreSettings settings) {
    this(pool(settings), () -> {});
  }

  private static HikariDataSource pool(StoreSettings settings) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("orient-store");
    config.setJdbcUrl(settings.jdbcUrl());
    config.setDataSourceProperties(DriverDefaults.pooled(settings));
    if (settings.password() != null) {
      config.setCredentialsProvider(() -> Credentials.of(settings.user(), settings.password()));
    }
    config.setMaximumPoolSize(settings.poolSize());
    config.setConnectionTimeout(Duration.ofSeconds(3).toMillis());
    config.setValidationTimeout(Duration.ofSeconds(2).toMillis());
    config.setMaxLifetime(Duration.ofMinutes(10).toMillis());
    config.setKeepaliveTime(Duration.ofMinutes(1).toMillis());
    // The operator starts, and reports, without its database.
    config.setInitializationFailTimeout(-1);
    config.setExceptionOverride(new ReadOnlyEviction());
    return new HikariDataSource(config);
  }

  /**
   * The same pool, for one who may write only while a guard lets him.
   *
   * @param guard asked in each transaction before it commits, when everything is written and what
   *     it changes is locked; throws to have it rolled back
   */
  Database guardedBy(Runnable guard) {
    return new Database(pool, guard);
  }

  /** Returns when the pool has a connection, and throws when it gets none within its timeout. */
  void awaitConnection(String doing) {
    query(doing, connection -> true);
  }

  /**
   * Runs one statement or several independent ones, in the whole store.
   *
   * @param doing for messages: {@code reading shop/API_KEY}
   */
  <T> T query(String doing, SqlFunction<T> work) {
    try (Connection connection = pool.getConnection()) {
      return work.apply(connection);
    } catch (SQLException e) {
      throw failed(doing, e);
    }
  }

  /**
   * Reads in a scope and nowhere else: row-level security hides every other one, should a condition
   * be missing from a statement.
   */
  <T> T query(String doing, String scope, SqlFunction<T> work) {
    try (Connection connection = pool.getConnection()) {
      connection.setReadOnly(true);
      return inTransaction(connection, inScope(scope, work));
    } catch (SQLException e) {
      // A commit without an answer is no doubt here: nothing was written.
      throw failed(doing, e);
    }
  }

  /**
   * One statement that reads in a scope and nowhere else. It goes to the server in one message with
   * what declares the scope, and without a transaction of its own: the server makes one of all that
   * comes before a Sync (PostgreSQL documentation, Extended Query), so one round trip does what
   * takes three else. Where the driver puts a Sync between, as some parameters of the URL have it
   * do, the scope is gone when it is asked for at the end; then there is a transaction.
   *
   * @param parameters binds those of the statement, from the number that it is given on
   */
  <T> List<T> select(String doing, String scope, String sql, Parameters parameters, SqlRow<T> row) {
    if (inOneMessage) {
      Optional<List<T>> found = selectAtOnce(doing, scope, sql, parameters, row);
      if (found.isPresent()) {
        return found.get();
      }
      inOneMessage = false;
    }
    return query(
        doing,
        scope,
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            parameters.bind(select, 1);
            select.execute();
            return rows(select, row);
          }
        });
  }

  /** Empty if the statement was not in the scope. */
  private <T> Optional<List<T>> selectAtOnce(
      String doing, String scope, String sql, Parameters parameters, SqlRow<T> row) {
    try (Connection connection = pool.getConnection();
        PreparedStatement message =
            connection.prepareStatement(
                DECLARE_SCOPE
                    + KEEP_PLAN
                    + ";\n"
                    + sql
                    + ";\nselect current_setting('orient.scope', true)")) {
      message.setString(1, scope);
      parameters.bind(message, 2);
      message.execute();
      message.getMoreResults();
      List<T> found = rows(message, row);
      message.getMoreResults();
      List<Boolean> inScope = rows(message, setting -> scope.equals(setting.getString(1)));
      return inScope.contains(true) ? Optional.of(found) : Optional.empty();
    } catch (SQLException e) {
      throw failed(doing, e);
    }
  }

  private static <T> List<T> rows(PreparedStatement executed, SqlRow<T> row) throws SQLException {
    try (ResultSet result = executed.getResultSet()) {
      List<T> found = new ArrayList<>();
      while (result.next()) {
        found.add(row.read(result));
      }
      return found;
    }
  }

  /** Runs everything or nothing, in a scope and nowhere else. */
  <T> T transaction(String doing, String scope, SqlFunction<T> work) {
    return transaction(doing, inScope(scope, work));
  }

  private static <T> SqlFunction<T> inScope(String scope, SqlFunction<T> work) {
    return connection -> {
      enter(connection, scope);
      return work.apply(connection);
    };
  }

  private static void enter(Connection connection, String scope) throws SQLException {
    try (PreparedStatement set = connection.prepareStatement(DECLARE_SCOPE)) {
      set.setString(1, scope);
      set.execute();
    }
  }

  /** Runs everything or nothing. */
  <T> T transaction(String doing, SqlFunction<T> work) {
    try (Connection connection = pool.getConnection()) {
      return inTransaction(
          connection,
          open -> {
            T result = work.apply(open);
            beforeCommit.run();
            return result;
          });
    } catch (UnansweredCommitException e) {
      throw new WriteInDoubtException(doing, e);
    } catch (SQLException e) {
      throw failed(doing, e);
    }
  }

  /** One connection to a demoted primary stands for all: the pool need not try each of them. */
  private StoreException failed(String doing, SQLException error) {
    if (SqlErrors.READ_ONLY.equals(error.getSQLState())) {
      pool.getHikariPoolMXBean().softEvictConnections();
    }
    return SqlErrors.translate(doing, error);
  }

  static <T> T inTransaction(Connection connection, SqlFunction<T> work) throws SQLException {
    connection.setAutoCommit(false);
    boolean committed = false;
    try {
      T result = work.apply(connection);
      commit(connection);
      committed = true;
      return result;
    } finally {
      if (!committed && !connection.isClosed()) {
        connection.rollback();
      }
      if (!connection.isClosed()) {
        connection.setAutoCommit(true);
      }
    }
  }

  private static void commit(Connection connection) throws SQLException {
    try {
      connection.commit();
    } catch (SQLException e) {
      throw SqlErrors.isConnectionLost(e) ? new UnansweredCommitException(e) : e;
    }
  }

  /** The pool takes a registry of Micrometer, as an object since that need not be there. */
  void measure(Object registry) {
    pool.setMetricRegistry(registry);
  }

  @Override
  public void close() {
    pool.close();
  }

  /** Binds the parameters of a statement, from a number on. */
  @FunctionalInterface
  interface Parameters {
    void bind(PreparedStatement statement, int first) throws SQLException;
  }

  /** Makes something of the row that a result is at. */
  @FunctionalInterface
  interface SqlRow<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** A demoted primary still answers; without this the pool would keep it for days. */
  private static final class ReadOnlyEviction implements SQLExceptionOverride {
    @java.lang.Override
    public Override adjudicate(SQLException error) {
      return SqlErrors.READ_ONLY.equals(error.getSQLState())
          ? Override.MUST_EVICT
          : Override.CONTINUE_EVICT;
    }
  }
}
