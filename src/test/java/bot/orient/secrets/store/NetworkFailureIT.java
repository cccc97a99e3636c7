package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.keks;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TcpProxy;
import bot.orient.secrets.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The network between the operator and a database that is well. */
@ExtendWith(PostgresExtension.class)
class NetworkFailureIT {

  /** Longer than any test: what arrives came by the hint or after a new connection. */
  private static final Duration NO_POLL = Duration.ofHours(1);

  /** Far beyond every time-out of the operator, for a machine that is busy with other things. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final RecordingListener heard = new RecordingListener();
  private TcpProxy proxy;
  private StoreFixture fixture;
  private PostgresSecretStore store;

  @BeforeEach
  void open(TestDatabase database) {
    proxy = TcpProxy.to(PostgresServer.shared().port());
    fixture = new StoreFixture(database);
    store = fixture.open(behindProxy("?prepareThreshold=0"), keks("k1"));
    store.put(put("shop", "KEY", "one"), ALICE);
  }

  @AfterEach
  void close() {
    // First, so that nothing that is being closed waits for an answer.
    proxy.close();
    fixture.close();
  }

  @Test
  void aCutConnectionCostsOneCallAtMost() {
    proxy.cut();
    catchThrowable(() -> store.read("shop", List.of("KEY")));

    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
        .until(() -> value().equals("one"));
  }

  @Test
  void anUnreachableDatabaseIsToldAndComesBack() {
    proxy.refuse();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThatThrownBy(this::value)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("cannot be reached"));

    proxy.resume();

    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
        .until(() -> value().equals("one"));
  }

  @ParameterizedTest
  @EnumSource
  void aWriteWhoseCommitGetsNoAnswerIsMadeOnce(TcpProxy.Commit fate) throws SQLException {
    proxy.breakNextCommit(fate);

    assertThat(store.put(put("shop", "KEY", "two"), ALICE)).isEqualTo(new PutResult.Written(2, 2));

    assertThat(value()).isEqualTo("two");
    assertOneVersionOneAuditRowOneChangePerWrite(2);
  }

  @Test
  void aConnectionLostInATransactionLeavesNothingBehind() throws SQLException {
    fixture.execute(
        """
        create function public.dawdle() returns trigger language plpgsql security definer as
          'begin perform pg_sleep(5); return new; end'
        """,
        "create trigger dawdle before insert on orient_store.audit_log for each row execute"
            + " function public.dawdle()");
    CompletableFuture<Throwable> write =
        CompletableFuture.supplyAsync(
            () -> catchThrowable(() -> store.put(put("shop", "KEY", "two"), ALICE)));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                fixture
                    .query("select 1 from pg_stat_activity where wait_event = 'PgSleep'")
                    .contains("1"));

    proxy.cut();

    assertThat(write.join()).isInstanceOf(StoreUnavailableException.class);
    fixture.execute("drop trigger dawdle on orient_store.audit_log");
    assertThat(value()).isEqualTo("one");
    assertThat(store.put(put("shop", "KEY", "two"), ALICE)).isEqualTo(new PutResult.Written(2, 2));
    assertOneVersionOneAuditRowOneChangePerWrite(2);
  }

  @Test
  void aHalfOpenConnectionIsGivenUpInBoundedTime() {
    PostgresSecretStore impatient = fixture.open(behindProxy("?socketTimeout=2"), keks("k1"));
    impatient.list("shop");
    proxy.stall();

    CompletableFuture<Throwable> read =
        CompletableFuture.supplyAsync(
            () -> catchThrowable(() -> impatient.read("shop", List.of("KEY"))));
    await().atMost(PATIENCE).until(read::isDone);
    assertThat(read.join()).isInstanceOf(StoreUnavailableException.class);

    proxy.resume();
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
        .until(() -> !impatient.list("shop").isEmpty());
  }

  @Test
  void aHalfOpenConnectionIsGivenUpWithTheOperatorsOwnTimeoutsToo() {
    proxy.stall();

    CompletableFuture<Throwable> write =
        CompletableFuture.supplyAsync(
            () -> catchThrowable(() -> store.put(put("shop", "KEY", "two"), ALICE)));

    await().atMost(PATIENCE).until(write::isDone);
    assertThat(write.join()).isInstanceOf(StoreUnavailableException.class);
    proxy.resume();
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
        .until(() -> store.put(put("shop", "KEY", "two"), ALICE).version() == 2);
  }

  @Test
  void aSlowNetworkOnlyTakesLonger() {
    proxy.delay(Duration.ofMillis(100));

    assertThat(store.put(put("shop", "KEY", "two"), ALICE)).isEqualTo(new PutResult.Written(2, 2));
    assertThat(value()).isEqualTo("two");
  }

  @Test
  void aFeedWhoseConnectionDiesSilentlyNoticesAndCatchesUp() throws SQLException {
    fixture.feed(store, heard);
    await().atMost(PATIENCE).until(() -> heard.states.contains("available"));
    proxy.stall();
    // Past the stalled network: another replica's write, of which only the outbox can tell.
    PostgresSecretStore elsewhere = fixture.open();
    elsewhere.put(put("shop", "MEANWHILE", "value"), ALICE);

    await().atMost(PATIENCE).until(() -> heard.states.size() >= 2);
    assertThat(heard.states.get(1)).contains("cannot be reached");
    proxy.resume();

    await().atMost(PATIENCE).until(() -> heard.names().contains("MEANWHILE"));
    elsewhere.put(put("shop", "AFTER", "value"), ALICE);
    await().atMost(PATIENCE).until(() -> heard.names().contains("AFTER"));
    assertThat(heard.names()).containsExactly("MEANWHILE", "AFTER");
  }

  private StoreSettings behindProxy(String parameters) {
    StoreSettings direct = fixture.settings(NO_POLL);
    String url =
        direct
                .jdbcUrl()
                .replace(":" + PostgresServer.shared().port() + "/", ":" + proxy.port() + "/")
            + parameters;
    return new StoreSettings(
        url, direct.user(), direct.password(), 4, NO_POLL, url, direct.migrate());
  }

  private String value() {
    return text(store.read("shop", List.of("KEY")).get("KEY"));
  }

  private void assertOneVersionOneAuditRowOneChangePerWrite(int writes) throws SQLException {
    assertThat(fixture.count("secret_versions")).isEqualTo(writes);
    assertThat(fixture.count("audit_log")).isEqualTo(writes);
    assertThat(fixture.count("change_feed")).isEqualTo(writes);
  }
}
