package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.secret;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.store.CommitProxy.Cut;
import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The connection is lost at COMMIT: whatever the database did, the value is written once. */
@ExtendWith(PostgresExtension.class)
class CommitInDoubtIT {

  /** Held by the test, so that a COMMIT goes on for as long as it wants. */
  private static final long GATE = 4711;

  private CommitProxy proxy;
  private StoreFixture behindProxy;
  private StoreFixture direct;
  private SecretStore store;

  @BeforeEach
  void open(TestDatabase database) {
    proxy = new CommitProxy(database);
    behindProxy = proxy.fixture();
    direct = new StoreFixture(database);
    store = behindProxy.open();
    store.put(put("shop", "KEY", "one"), ALICE);
  }

  @AfterEach
  void close() throws IOException {
    behindProxy.close();
    direct.close();
    proxy.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Cut.class,
      names = {"NOWHERE"},
      mode = EnumSource.Mode.EXCLUDE)
  void aWriteIsMadeOnceWhereverItsConnectionIsCut(Cut cut) throws SQLException {
    proxy.cutNextCommit(cut);

    assertThat(store.put(put("shop", "KEY", "two"), ALICE)).isEqualTo(new PutResult.Written(2, 2));

    assertThat(proxy.cuts()).isEqualTo(1);
    assertWrittenOnce("two");
  }

  @ParameterizedTest
  @EnumSource(
      value = Cut.class,
      names = {"NOWHERE"},
      mode = EnumSource.Mode.EXCLUDE)
  void aConditionalWriteDoesNotTakeItselfForAnother(Cut cut) throws SQLException {
    proxy.cutNextCommit(cut);

    assertThat(
            store.put(
                put("shop", "KEY", "two").expecting(Expectation.revision(1)).withToken("t-1"),
                ALICE))
        .isEqualTo(new PutResult.Written(2, 2));

    assertWrittenOnce("two");
  }

  @ParameterizedTest
  @EnumSource(
      value = Cut.class,
      names = {"NOWHERE"},
      mode = EnumSource.Mode.EXCLUDE)
  void aSecretIsCreatedAndRolledBackOnce(Cut cut) throws SQLException {
    proxy.cutNextCommit(cut);
    assertThat(store.put(put("shop", "NEW", "1").expecting(Expectation.absent()), ALICE))
        .isEqualTo(new PutResult.Written(1, 1));
    store.put(put("shop", "KEY", "two"), ALICE);
    proxy.cutNextCommit(cut);

    assertThat(store.rollback(RollbackRequest.of("shop", "KEY", 1), ALICE))
        .isEqualTo(new PutResult.Written(3, 3));

    assertThat(proxy.cuts()).isEqualTo(2);
    assertThat(direct.count("secret_versions")).isEqualTo(4);
    assertThat(direct.count("audit_log")).isEqualTo(4);
  }

  /** Not a lock time-out, nor what others wrote meanwhile, may make the writer write twice. */
  @Test
  void aCommitThatIsStillUnderWayIsWaitedFor() throws Exception {
    direct.execute(
        "create function hold() returns trigger language plpgsql as $$ begin"
            + " set local lock_timeout = 0; set local statement_timeout = 0;"
            + " perform pg_advisory_xact_lock_shared("
            + GATE
            + "); return null; end $$",
        "create constraint trigger hold after insert on orient_store.secret_versions"
            + " deferrable initially deferred for each row execute function hold()");
    try (Connection gate = direct.connect();
        Statement statement = gate.createStatement()) {
      statement.execute("select pg_advisory_lock(" + GATE + ")");
      proxy.cutNextCommit(Cut.WHILE_IT_IS_CARRIED_OUT);
      CompletableFuture<PutResult> write =
          CompletableFuture.supplyAsync(() -> store.put(put("shop", "KEY", "two"), ALICE));
      // The lost COMMIT stands at the gate, and its repetition behind it at the row.
      await().until(() -> waiting("advisory") == 1 && waiting("transactionid") == 1);
      assertThat(write).isNotDone();

      statement.execute("select pg_advisory_unlock(" + GATE + ")");

      assertThat(write.get(30, TimeUnit.SECONDS)).isEqualTo(new PutResult.Written(2, 2));
    }
    assertWrittenOnce("two");
  }

  private long waiting(String lock) throws SQLException {
    return Long.parseLong(
        direct
            .query(
                "select count(*) from pg_locks l join pg_database d on d.datname ="
                    + " current_database() join pg_stat_activity a on a.pid = l.pid"
                    + " and a.datid = d.oid where not l.granted and l.locktype = '"
                    + lock
                    + "'")
            .get(0));
  }

  @Test
  void aBackendThatIsKilledWhileItCommitsIsAskedAgain() throws SQLException {
    direct.execute(
        "create sequence kills",
        "create function die_once() returns trigger language plpgsql security definer as $$ begin"
            + " if nextval('kills') = 1 then perform pg_terminate_backend(pg_backend_pid());"
            + " perform pg_sleep(60); end if; return null; end $$",
        "create constraint trigger die_once after insert on orient_store.secret_versions"
            + " deferrable initially deferred for each row execute function die_once()");

    assertThat(store.put(put("shop", "KEY", "two"), ALICE)).isEqualTo(new PutResult.Written(2, 2));

    assertThat(direct.query("select last_value from kills")).containsExactly("2");
    assertWrittenOnce("two");
  }

  @ParameterizedTest
  @EnumSource(
      value = Cut.class,
      names = {"NOWHERE"},
      mode = EnumSource.Mode.EXCLUDE)
  void anImportIsMadeOnceAndToldAsWritten(Cut cut) throws SQLException {
    ImportRequest request =
        new ImportRequest(
            "shop", "KEY", secret("two"), null, null, new ImportRequest.Source("shop", "in", "k"));
    proxy.cutNextCommit(cut);

    assertThat(store.importValue(request, ALICE)).isEqualTo(new PutResult.Written(2, 2));
    assertThat(store.importValue(request, ALICE)).isEqualTo(new PutResult.Unchanged(2, 2));

    assertWrittenOnce("two");
  }

  @Test
  void aWriterThatCannotFindOutSaysSoAndTheTokenMakesItsRepetitionSafe() throws SQLException {
    PutRequest request = put("shop", "KEY", "two").withToken("t-1");
    proxy.refuseAfterCut();
    proxy.cutNextCommit(Cut.BEFORE_THE_ANSWER);

    assertThatThrownBy(() -> store.put(request, ALICE))
        .isInstanceOf(WriteInDoubtException.class)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("lost while it committed writing shop/KEY")
        .hasMessageContaining("not known whether")
        .hasMessageContaining("same request token");
    proxy.letThrough();

    await()
        .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
        .until(() -> store.put(request, ALICE).equals(new PutResult.Written(2, 2)));
    assertWrittenOnce("two");
  }

  @Test
  void aDeletionInDoubtIsToldAsSuch() throws SQLException {
    proxy.cutNextCommit(Cut.BEFORE_THE_ANSWER);

    assertThatThrownBy(() -> store.delete("shop", "KEY", ALICE))
        .isInstanceOf(WriteInDoubtException.class)
        .hasMessageContaining("deleting shop/KEY");
    assertThat(direct.open().list("shop")).isEmpty();
  }

  private void assertWrittenOnce(String value) throws SQLException {
    assertThat(text(store.read("shop", List.of("KEY")).get("KEY"))).isEqualTo(value);
    assertThat(direct.count("secret_versions")).isEqualTo(2);
    assertThat(direct.count("audit_log")).isEqualTo(2);
    assertThat(direct.count("change_feed")).isEqualTo(2);
  }
}
