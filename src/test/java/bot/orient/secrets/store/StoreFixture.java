package bot.orient.secrets.store;

import bot.orient.secrets.crypto.KekProvider;
import bot.orient.secrets.crypto.KekSet;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Stores and feeds on a test's database, closed with it, and a way around them by SQL. The stores
 * work as {@code orient_app}, so that a right it lacks fails the test that needs it; the SQL runs
 * as superuser.
 */
final class StoreFixture implements AutoCloseable {

  static final Actor ALICE = new Actor("alice", Actor.Kind.USER, "a test");

  private final TestDatabase database;
  private final boolean asApp;
  private final List<Runnable> closing = new ArrayList<>();

  StoreFixture(TestDatabase database) {
    this(database, true);
    try {
      StoreRoles.create(database).migrate();
    } catch (SQLException e) {
      throw new IllegalStateException("the roles could not be made", e);
    }
  }

  private StoreFixture(TestDatabase database, boolean asApp) {
    this.database = database;
    this.asApp = asApp;
  }

  /** Where nobody made roles: one superuser creates the schema at the first use and does all. */
  static StoreFixture ofOneUser(TestDatabase database) {
    return new StoreFixture(database, false);
  }

  TestDatabase testDatabase() {
    return database;
  }

  StoreSettings settings() {
    return settings(Duration.ofSeconds(10));
  }

  StoreSettings settings(Duration feedPoll) {
    return new StoreSettings(
        database.jdbcUrl(),
        asApp ? "orient_app" : database.username(),
        database.password(),
        4,
        feedPoll,
        database.jdbcUrl(),
        !asApp);
  }

  PostgresSecretStore open() {
    return open(settings(), keks("k1"));
  }

  PostgresSecretStore open(KekProvider keks) {
    return open(settings(), keks);
  }

  PostgresSecretStore open(StoreSettings settings, KekProvider keks) {
    return open(settings, keks, Retention.DEFAULT);
  }

  PostgresSecretStore open(StoreSettings settings, KekProvider keks, Retention retention) {
    PostgresSecretStore store = PostgresSecretStore.open(settings, keks, retention);
    closing.add(0, store::close);
    return store;
  }

  /** A pool of its own, for the classes below the store. */
  Database database() {
    Database pool = new Database(settings());
    closing.add(0, pool::close);
    return pool;
  }

  ChangeFeed feed(PostgresSecretStore store, FeedListener listener) {
    ChangeFeed feed = store.openFeed(listener);
    closing.add(0, feed::close);
    return feed;
  }

  /** Quick to notice, and quick to re-encrypt. */
  static final KeySettings SWIFT_KEYS =
      new KeySettings(
          KeySettings.SHORTEST_POLL,
          Duration.ofDays(90),
          KeySettings.HIGHEST_RATE,
          Duration.ofDays(30));

  KeyMaintenance maintain(PostgresSecretStore store) {
    return maintain(store, SWIFT_KEYS);
  }

  KeyMaintenance maintain(PostgresSecretStore store, KeySettings settings) {
    KeyMaintenance maintenance = store.openKeyMaintenance(settings);
    closing.add(0, maintenance::close);
    return maintenance;
  }

  /** One key; its bytes follow from the id. */
  static KekProvider keks(String id) {
    return keks(id, id.hashCode());
  }

  /** One key; its bytes follow from {@code content}. */
  static KekProvider keks(String id, int content) {
    return new KekProvider() {
      @Override
      public KekSet load() {
        return kekSet(id, content);
      }

      @Override
      public String description() {
        return "test keys";
      }
    };
  }

  static KekSet kekSet(String id) {
    return kekSet(id, id.hashCode());
  }

  static KekSet kekSet(String id, int content) {
    byte[] key = new byte[32];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (content + i);
    }
    return new KekSet(id, Map.of(id, SecretBytes.owning(key)));
  }

  static PutRequest put(String scope, String key, String value) {
    return PutRequest.of(scope, key, secret(value));
  }

  static SecretBytes secret(String value) {
    return SecretBytes.owning(value.getBytes(StandardCharsets.UTF_8));
  }

  static String text(SecretRead read) {
    return new String(((SecretRead.Found) read).value().toByteArray(), StandardCharsets.UTF_8);
  }

  Connection connect() throws SQLException {
    return database.dataSource().getConnection();
  }

  void execute(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** As a superuser who switches the triggers off. */
  void tamper(String sql) throws SQLException {
    execute("set session_replication_role = replica", sql);
  }

  long count(String table) throws SQLException {
    return Long.parseLong(query("select count(*) from orient_store." + table).get(0));
  }

  List<String> query(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> result = new ArrayList<>();
      while (rows.next()) {
        result.add(Objects.toString(rows.getString(1)));
      }
      return result;
    }
  }

  /** Every row of every table, as text. */
  List<String> everything() throws SQLException {
    List<String> rows = new ArrayList<>();
    for (String table :
        query("select tablename from pg_tables where schemaname = 'orient_store' order by 1")) {
      rows.addAll(query("select t::text from orient_store." + table + " t order by 1"));
    }
    return rows;
  }

  @Override
  public void close() {
    closing.forEach(Runnable::run);
    closing.clear();
  }
}
