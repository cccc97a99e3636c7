package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.keks;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.testing.FullDisk;
import bot.orient.secrets.testing.PostgresServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that can be reached and has troubles of its own. */
class ServerTroubleIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private PostgresServer server;
  private StoreFixture fixture;
  private PostgresSecretStore store;

  @BeforeEach
  void open() {
    server =
        PostgresServer.builder()
            .setting("synchronous_commit", "on")
            .setting("max_connections", "20")
            .start();
    fixture = new StoreFixture(server.createDatabase());
    store = fixture.open();
    store.put(put("shop", "KEY", "one"), ALICE);
  }

  @AfterEach
  void close() {
    fixture.close();
    server.close();
  }

  @Test
  void aReadOnlyServerIsToldAndUsedAgainOnceItTakesWrites() throws SQLException {
    fixture.execute(
        "alter system set default_transaction_read_only = on", "select pg_reload_conf()");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> store.put(put("shop", "KEY", "two"), ALICE))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("is read-only")
                    .hasMessageContaining("failover"));
    assertThatThrownBy(() -> fixture.open().list("shop")).hasMessageContaining("is read-only");

    fixture.execute(
        "set transaction_read_only = off",
        "set default_transaction_read_only = off",
        "alter system reset default_transaction_read_only",
        "select pg_reload_conf()");

    awaitWrite("two", 2);
  }

  @Test
  void anExhaustedPoolIsToldWithItsSettingAndReadsRecover() throws Exception {
    PostgresSecretStore patient = fixture.open(with("options=-c%20lock_timeout=0"), keks("k1"));
    patient.list("shop");
    ExecutorService readers = Executors.newFixedThreadPool(4);
    try (Connection other = fixture.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("lock table orient_store.secrets in access exclusive mode");
      for (int i = 0; i < 4; i++) {
        readers.execute(() -> patient.read("shop", List.of("KEY")));
      }
      await().atMost(PATIENCE).until(() -> waitingForLocks().equals("4"));

      assertThatThrownBy(() -> patient.providerDefaults("shop", "main"))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("no connection in time")
          .hasMessageContaining("pg_stat_activity")
          .hasMessageContaining("ORIENT_THREADS");
      other.rollback();
    } finally {
      readers.shutdown();
      assertThat(readers.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
    assertThat(text(patient.read("shop", List.of("KEY")).get("KEY"))).isEqualTo("one");
  }

  @Test
  void aLockThatAnotherHoldsIsGivenUp() throws SQLException {
    try (Connection other = fixture.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("select 1 from orient_store.secrets for update");

      assertThatThrownBy(() -> store.put(put("shop", "KEY", "two"), ALICE))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("took too long (SQLState 55P03)")
          .hasMessageContaining("another session holds the lock, pg_locks tells which")
          .hasMessageContaining("lock_timeout");
      assertThat(value()).as("readers are not held up").isEqualTo("one");
      other.rollback();
    }
    awaitWrite("two", 2);
  }

  @Test
  void aStatementThatTakesTooLongIsGivenUpByTheServer() throws SQLException {
    fixture.execute(
        """
        create function public.crawl() returns trigger language plpgsql as
          'begin perform pg_sleep(600); return new; end'
        """,
        "create trigger crawl before insert on orient_store.audit_log for each row execute"
            + " function public.crawl()");
    PostgresSecretStore brief =
        fixture.open(with("options=-c%20statement_timeout=500ms"), keks("k1"));

    assertThatThrownBy(() -> brief.put(put("shop", "KEY", "two"), ALICE))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("took too long (SQLState 57014)")
        .hasMessageContaining("statement_timeout");

    fixture.execute("drop trigger crawl on orient_store.audit_log");
    assertThat(value()).isEqualTo("one");
    awaitWrite("two", 2);
  }

  @Test
  void theOperatorsSessionsBoundTheirOwnWork() throws SQLException {
    try (Connection session = DriverDefaults.connect(fixture.settings(), "test");
        Statement statement = session.createStatement()) {
      Map<String, String> bounds =
          Map.of(
              "statement_timeout", "10s",
              "lock_timeout", "3s",
              "idle_in_transaction_session_timeout", "30s");
      for (var bound : bounds.entrySet()) {
        try (var row = statement.executeQuery("show " + bound.getKey())) {
          row.next();
          assertThat(row.getString(1)).as(bound.getKey()).isEqualTo(bound.getValue());
        }
      }
    }
  }

  @Test
  void aFullDiskStopsWritesAndNothingElse() throws SQLException, IOException {
    try (FullDisk disk = FullDisk.under(server, fixture.testDatabase(), "orient_store.audit_log")) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> store.put(put("shop", "KEY", "two"), ALICE))
                      .isInstanceOf(StoreUnavailableException.class)
                      .hasMessageContaining("is out of disk space (SQLState 53100)")
                      .hasMessageContaining("free space on its volume"));
      assertThat(value()).isEqualTo("one");
      assertThat(store.list("shop")).hasSize(1);
      assertThat(fixture.count("secret_versions")).isEqualTo(1);
      assertThat(fixture.count("change_feed")).isEqualTo(1);
    }
    awaitWrite("two", 2);
    assertThat(store.audit("shop", 10)).hasSize(2);
  }

  @Test
  void aServerWithoutFreeConnectionsIsToldAndUsedOnceThereIsOne() throws SQLException {
    List<Connection> others = new ArrayList<>();
    try {
      assertThatThrownBy(
              () -> {
                while (true) {
                  others.add(
                      DriverManager.getConnection(
                          fixture.testDatabase().jdbcUrl(), "orient_auditor", "any"));
                }
              })
          .isInstanceOf(SQLException.class);

      PostgresSecretStore late = fixture.open();
      assertThatThrownBy(() -> late.list("shop"))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("is out of connections (SQLState 53300)")
          .hasMessageContaining("max_connections")
          .hasMessageContaining("ORIENT_THREADS");
      assertThat(value()).as("the connections of the pool stay").isEqualTo("one");

      for (Connection other : others) {
        other.close();
      }
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
          .until(() -> late.list("shop").size() == 1);
    } finally {
      for (Connection other : others) {
        other.close();
      }
    }
  }

  @Test
  void aCrashLosesNothingThatWasAnswered() throws Exception {
    Map<String, Long> answered = new ConcurrentHashMap<>();
    ExecutorService writers = Executors.newFixedThreadPool(4);
    for (int writer = 0; writer < 4; writer++) {
      String key = "KEY" + writer;
      writers.execute(() -> writeUntilItFails(key, answered));
    }
    await().atMost(PATIENCE).until(() -> answered.values().stream().mapToLong(v -> v).sum() > 100);

    server.kill9();
    writers.shutdown();
    assertThat(writers.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    server.start();

    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
        .until(() -> !store.list("shop").isEmpty());
    answered.forEach(
        (key, version) -> {
          var read = (SecretRead.Found) store.read("shop", List.of(key)).get(key);
          // One more than was answered: its answer was lost.
          assertThat(read.version()).isBetween(version, version + 1);
          assertThat(text(read)).isEqualTo("value " + read.version());
        });
    assertThat(fixture.count("audit_log")).isEqualTo(fixture.count("secret_versions"));
    assertThat(fixture.count("change_feed")).isEqualTo(fixture.count("secret_versions"));
  }

  private void writeUntilItFails(String key, Map<String, Long> answered) {
    try {
      for (long version = 1; ; version++) {
        store.put(put("shop", key, "value " + version), ALICE);
        answered.put(key, version);
      }
    } catch (StoreUnavailableException e) {
      // The crash.
      return;
    }
  }

  private void awaitWrite(String value, long version) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
        .until(() -> store.put(put("shop", "KEY", value), ALICE).version() == version);
  }

  private String value() {
    return text(store.read("shop", List.of("KEY")).get("KEY"));
  }

  private String waitingForLocks() throws SQLException {
    return fixture
        .query("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
        .get(0);
  }

  private StoreSettings with(String parameter) {
    StoreSettings plain = fixture.settings();
    String url = plain.jdbcUrl() + "?" + parameter;
    return new StoreSettings(
        url, plain.user(), plain.password(), 4, plain.feedPoll(), url, plain.migrate());
  }
}
