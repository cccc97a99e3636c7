package bot.orient.secrets.store;

import bot.orient.secrets.crypto.KekProvider;
import bot.orient.secrets.crypto.KekSet;
import bot.orient.secrets.crypto.SecretBytes;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** A database of its own on one server per test run, and stores on it. */
final class StoreFixture implements AutoCloseable {

  static final Actor ALICE = new Actor("alice", Actor.Kind.USER, "a test");

  private final String name = "store_" + UUID.randomUUID().toString().replace("-", "");
  private final List<AutoCloseable> opened = new ArrayList<>();

  static StoreFixture create() throws SQLException {
    StoreFixture fixture = new StoreFixture();
    server("create database " + fixture.name);
    return fixture;
  }

  String jdbcUrl() {
    return url(name);
  }

  StoreSettings settings() {
    return settings(Duration.ofSeconds(10));
  }

  StoreSettings settings(Duration feedPoll) {
    return new StoreSettings(jdbcUrl(), "postgres", null, 4, feedPoll);
  }

  PostgresSecretStore open() {
    return open(keks("k1"));
  }

  PostgresSecretStore open(KekProvider keks) {
    return closing(PostgresSecretStore.open(settings(), keks));
  }

  <T extends AutoCloseable> T closing(T resource) {
    opened.add(0, resource);
    return resource;
  }

  /** A key per id; the id decides its bytes. */
  static KekProvider keks(String activeId) {
    return keks(activeId, activeId.charAt(1));
  }

  static KekProvider keks(String activeId, int content) {
    return new KekProvider() {
      @Override
      public KekSet load() {
        byte[] key = new byte[32];
        for (int i = 0; i < key.length; i++) {
          key[i] = (byte) (content + i);
        }
        return new KekSet(activeId, Map.of(activeId, SecretBytes.owning(key)));
      }

      @Override
      public String description() {
        return "test keys";
      }
    };
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
    return closing(DriverManager.getConnection(jdbcUrl(), "postgres", ""));
  }

  void execute(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbcUrl(), "postgres", "");
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
    try (Connection connection = DriverManager.getConnection(jdbcUrl(), "postgres", "");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> result = new ArrayList<>();
      while (rows.next()) {
        result.add(Objects.toString(rows.getString(1)));
      }
      return result;
    }
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable resource : opened) {
      resource.close();
    }
    server("drop database " + name + " with (force)");
  }

  private static void server(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url("postgres"), "postgres", "");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String url(String database) {
    return Server.POSTGRES.getJdbcUrl("postgres", database).replaceAll("\\?.*", "");
  }

  /** Started at first use, stopped with the virtual machine. */
  private static final class Server {
    static final EmbeddedPostgres POSTGRES = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder().start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
