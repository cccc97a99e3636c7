package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.keks;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that asks for the password of a role, which is changed while the store is open. */
class PasswordRotationIT {

  private static final String ROLE = "rotated";

  @TempDir private Path directory;

  private PostgresServer server;
  private TestDatabase database;
  private StoreFixture fixture;

  @BeforeEach
  void askForPasswords() throws IOException, SQLException {
    server = PostgresServer.startNew();
    database = server.createDatabase();
    fixture = StoreFixture.ofOneUser(database);
    execute("create role " + ROLE + " superuser login password 'planted-one'");
    Path access = server.data().resolve("pg_hba.conf");
    Files.writeString(
        access, "host all " + ROLE + " all scram-sha-256\n" + Files.readString(access));
    execute("select pg_reload_conf()");
  }

  @AfterEach
  void close() {
    fixture.close();
    server.close();
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Test
  void aPasswordThatIsChangedWithItsFileNeedsNoRestart() throws IOException, SQLException {
    await().untilAsserted(() -> assertRefused("planted-none"));
    Path file = Files.writeString(directory.resolve("password"), "planted-one\n");
    StoreSettings settings =
        new StoreSettings(
            database.jdbcUrl(),
            ROLE,
            PasswordFile.at("ORIENT_DATABASE_PASSWORD_FILE", file),
            4,
            Duration.ofHours(1),
            database.jdbcUrl(),
            true);
    PostgresSecretStore store = fixture.open(settings, keks("k1"));
    store.put(put("shop", "KEY", "one"), ALICE);
    RecordingListener listener = new RecordingListener();
    fixture.feed(store, listener);
    await().until(() -> connections(listener) == 1);

    execute("alter role " + ROLE + " password 'planted-two'");
    Files.writeString(file, "planted-two\n");
    execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = '" + ROLE + "'");
    assertRefused("planted-one");

    await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
        .until(() -> text(store.read("shop", List.of("KEY")).get("KEY")).equals("one"));
    await().atMost(Duration.ofMinutes(1)).until(() -> connections(listener) == 2);
    assertThat(store.put(put("shop", "KEY", "two"), ALICE).version()).isEqualTo(2);
  }

  private static long connections(RecordingListener listener) {
    return listener.states.stream().filter("available"::equals).count();
  }

  private void assertRefused(String password) {
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), ROLE, password).close())
        .satisfies(refused -> assertThat(refused.getSQLState()).isEqualTo("28P01"));
  }
}
