package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class AuditSealingIT {

  private static final int ALL = 1000;

  private AuditHarness harness;

  @BeforeEach
  void open(TestDatabase database) {
    harness = new AuditHarness(database);
  }

  @AfterEach
  void close() {
    harness.close();
  }

  @Test
  void theChainBeginsWithAnEmptySealSoThatItCanBeAnchored() throws SQLException {
    assertThat(harness.store.sealing())
        .isEqualTo(
            new SealingStatus(
                0, Optional.empty(), Optional.empty(), 0, Duration.ZERO, Optional.empty()));

    assertThat(harness.seal(harness.sealing(ALL))).isEqualTo(new SealOutcome.Sealed(1, 0, false));

    assertThat(harness.anchor().sealNumber()).isEqualTo(1);
    assertThat(harness.seal(harness.sealing(ALL))).isEqualTo(new SealOutcome.NothingDue());
    assertThat(harness.findings(harness.anchor())).isEmpty();
  }

  @Test
  void sealsRowsInGroupsAndTellsHowFarItIs() throws SQLException {
    for (int i = 0; i < 7; i++) {
      harness.store.grant("shop", "dev" + i, ALICE);
    }
    assertThat(harness.store.sealing().waitingRows()).isEqualTo(7);

    harness.sealAll(3);

    assertThat(harness.sealSizes()).containsExactly("3", "3", "1");
    SealingStatus status = harness.store.sealing();
    assertThat(status.sealNumber()).isEqualTo(3);
    assertThat(status.waitingRows()).isZero();
    assertThat(status.lag()).isZero();
    assertThat(harness.findings(harness.anchor())).isEmpty();
  }

  @Test
  void aTransactionIsNeverCutInTwo() throws SQLException {
    try (Connection connection = harness.fixture.connect()) {
      connection.setAutoCommit(false);
      for (int i = 0; i < 5; i++) {
        grant(connection, "dev" + i);
      }
      connection.commit();
    }
    harness.store.grant("shop", "last", ALICE);

    harness.sealAll(2);

    assertThat(harness.sealSizes()).containsExactly("5", "1");
    assertThat(harness.findings(harness.anchor())).isEmpty();
  }

  @Test
  void whenNothingHappensAnEmptySealSaysSoAndARowCannotBeSlippedInLater() throws SQLException {
    harness.store.grant("shop", "dev", ALICE);
    harness.sealAll(ALL);
    AuditSealing impatient =
        new AuditSealing(harness.keys.store(), harness.keys.audit(), ALL, Duration.ZERO);
    // Something else moves the transactions on, so that the empty seal covers some.
    harness.fixture.query("select pg_current_xact_id()");
    harness.awaitFence();

    assertThat(harness.seal(impatient)).isEqualTo(new SealOutcome.Sealed(2, 0, false));
    assertThat(harness.findings(harness.anchor())).isEmpty();

    harness.fixture.tamper(
        "insert into orient_store.audit_log (xid, scope, actor, actor_kind, source, action,"
            + " key_name, mac_key_id, row_mac) select s.from_xid, 'shop', 'mallory', 'USER', 'x',"
            + " 'grant', 'dev', mac_key_id, row_mac from orient_store.audit_log,"
            + " orient_store.audit_seals s where s.seal_no = 2");
    assertThat(harness.findings(harness.anchor()))
        .containsExactly("AUDIT_ROW_INSERTED audit row 2");
  }

  @Test
  void rowsThatAnOpenTransactionMayPrecedeWaitForIt() throws SQLException {
    try (Connection early = harness.fixture.connect()) {
      early.setAutoCommit(false);
      grant(early, "early");
      harness.store.grant("shop", "late", ALICE);

      assertThat(harness.seal(harness.sealing(ALL))).isEqualTo(new SealOutcome.Sealed(1, 0, false));
      SealingStatus status = harness.store.sealing();
      assertThat(status.waitingRows()).isEqualTo(1);
      assertThat(status.lag()).isPositive();
      assertThat(harness.findings(harness.anchor())).isEmpty();

      early.commit();
    }
    harness.sealAll(ALL);

    assertThat(harness.sealSizes()).containsExactly("0", "2");
    assertThat(harness.findings(harness.anchor())).isEmpty();
  }

  @Test
  void orderIsByTransactionAsANumber() throws SQLException {
    // As text, 10 would come before 9.
    try (Connection connection = harness.fixture.connect()) {
      for (long xid = 8; xid <= 12; xid++) {
        insert(connection, xid, xid);
      }
    }

    harness.sealAll(2);

    assertThat(
            harness.fixture.query(
                "select first_seq || '-' || last_seq from orient_store.audit_seals order by 1"))
        .containsExactlyInAnyOrder("8-9", "10-11", "12-12");
    assertThat(harness.findings(harness.anchor())).isEmpty();
  }

  @Test
  void everyRowIsSealedOnceWhileWritersCommitAndRollBack() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed of the writers: " + seed);
    ExecutorService writers = Executors.newFixedThreadPool(4);
    List<Future<Integer>> written = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        Random random = new Random(seed + i);
        String name = "writer" + i;
        written.add(writers.submit(() -> write(random, name)));
      }
      AuditSealing sealing = harness.sealing(7);
      while (!written.stream().allMatch(Future::isDone)) {
        harness.seal(sealing);
      }
    } finally {
      writers.shutdown();
    }
    int rows = 0;
    for (Future<Integer> one : written) {
      rows += one.get();
    }
    harness.sealAll(7);

    assertThat(harness.fixture.count("audit_log")).isEqualTo(rows);
    assertThat(harness.fixture.query("select sum(row_count) from orient_store.audit_seals"))
        .containsExactly(Integer.toString(rows));
    assertThat(harness.findings(harness.anchor())).isEmpty();
  }

  /** Returns how many rows were committed. */
  private int write(Random random, String name) throws SQLException {
    int committed = 0;
    try (Connection connection = harness.fixture.connect()) {
      connection.setAutoCommit(false);
      for (int i = 0; i < 60; i++) {
        if (random.nextInt(4) == 0) {
          PutResult result = harness.store.put(put("shop", name, "value " + i), ALICE);
          committed += result instanceof PutResult.Written ? 1 : 0;
          continue;
        }
        int rows = 1 + random.nextInt(3);
        for (int row = 0; row < rows; row++) {
          grant(connection, name + "-" + i + "-" + row);
        }
        if (random.nextInt(3) == 0) {
          connection.rollback();
        } else {
          connection.commit();
          committed += rows;
        }
      }
    }
    return committed;
  }

  @Test
  void aSealerThatIsKilledBetweenItsStatementsLeavesNothingBehind() throws SQLException {
    harness.store.grant("shop", "dev", ALICE);
    harness.awaitFence();
    int kills = 0;
    boolean sealed = false;
    while (!sealed) {
      int call = kills + 1;
      try (Connection connection = harness.fixture.connect()) {
        Connection doomed = killedAt(connection, call);
        if (call <= 6) {
          assertThatThrownBy(() -> Database.inTransaction(doomed, harness.sealing(ALL)::seal))
              .isInstanceOf(SQLException.class);
          kills++;
          assertThat(harness.fixture.count("audit_seals")).isZero();
        } else {
          Database.inTransaction(doomed, harness.sealing(ALL)::seal);
          sealed = true;
        }
      }
    }

    // Lock, newest seal, legacy rows, fence, rows, insert.
    assertThat(kills).isEqualTo(6);
    assertThat(harness.sealSizes()).containsExactly("1");
    assertThat(harness.findings(harness.anchor())).isEmpty();
  }

  @Test
  void oneSealerAtATime() throws SQLException {
    harness.store.grant("shop", "dev", ALICE);
    harness.awaitFence();
    try (Connection first = harness.fixture.connect()) {
      first.setAutoCommit(false);
      assertThat(harness.sealing(ALL).seal(first)).isInstanceOf(SealOutcome.Sealed.class);

      assertThat(harness.seal(harness.sealing(ALL))).isEqualTo(new SealOutcome.Busy());
      // Writers do not notice.
      harness.store.grant("shop", "other", ALICE);
      first.commit();
    }
    harness.sealAll(ALL);
    assertThat(harness.sealSizes()).containsExactly("1", "1");
    assertThat(harness.findings(harness.anchor())).isEmpty();
  }

  @Test
  void rowsFromBeforeCodesAreCoveredByTheFirstSealAndNoneMayComeLater() throws SQLException {
    String legacy =
        "insert into orient_store.audit_log (scope, actor, actor_kind, source, action, key_name)"
            + " values ('shop', 'alice', 'USER', 'x', 'grant', 'dev')";
    String constraint =
        "alter table orient_store.audit_log drop constraint audit_log_authenticated";
    assertThatThrownBy(() -> harness.fixture.execute(legacy))
        .hasMessageContaining("audit_log_authenticated");
    harness.fixture.execute(constraint, legacy, legacy);
    harness.store.grant("shop", "new", ALICE);
    assertThat(harness.findings()).isEmpty();

    harness.sealAll(ALL);
    assertThat(harness.sealSizes()).containsExactly("3");
    assertThat(harness.findings(harness.anchor())).isEmpty();

    harness.fixture.execute(legacy);
    assertThat(harness.findings())
        .singleElement()
        .asString()
        .startsWith("AUDIT_ROW_NOT_AUTHENTIC audit row");
    harness.fixture.tamper(
        "update orient_store.audit_log set actor = 'mallory' where row_mac is null");
    assertThat(harness.findings())
        .hasSize(3)
        .filteredOn(finding -> finding.startsWith("AUDIT_ROW_CHANGED"))
        .hasSize(2);
  }

  /** Transaction ids of another cluster are higher than any that this one has given out. */
  @Test
  void aStoreRestoredIntoAnotherClusterGoesOnInANewLine() throws SQLException {
    long elsewhere = 1_000_000_000_000L;
    try (Connection connection = harness.fixture.connect()) {
      insert(connection, 1, elsewhere + 1);
      SealRange range = new SealRange(1, 0, 0, 0, elsewhere + 2);
      try (AuditRowCursor cursor = AuditRowCursor.open(connection, 0, Long.MAX_VALUE)) {
        SealedRows rows = SealedRows.of(cursor.takeBelow(elsewhere + 2));
        Seal seal =
            Seal.over(
                range,
                rows,
                Seal.Head.NONE,
                Instant.now().truncatedTo(ChronoUnit.MICROS),
                harness.keys.audit().signingKeyId());
        SealTable.insert(
            connection,
            seal,
            rows,
            seal.signature(harness.keys.store(), harness.keys.audit().signingKey()));
      }
      insert(connection, 2, elsewhere + 5);
      insert(connection, 3, elsewhere + 3);
    }
    harness.fixture.query("select setval('orient_store.audit_log_seq_seq', 3)");
    harness.store.grant("shop", "here", ALICE);

    AuditSealing sealing = harness.sealing(ALL);
    assertThat(harness.seal(sealing)).isEqualTo(new SealOutcome.Sealed(2, 2, true));
    assertThat(harness.seal(sealing)).isInstanceOf(SealOutcome.Sealed.class);
    harness.store.grant("shop", "there", ALICE);
    org.awaitility.Awaitility.await()
        .until(
            () -> {
              harness.seal(sealing);
              return harness.store.sealing().waitingRows() == 0;
            });

    assertThat(
            harness.fixture.query("select distinct line from orient_store.audit_seals order by 1"))
        .containsExactly("1", "2");
    assertThat(harness.findings(harness.anchor())).isEmpty();
    harness.fixture.tamper(
        "update orient_store.audit_log set actor = 'mallory' where seq in (1, 3, 4)");
    assertThat(harness.findings(harness.anchor()))
        .containsExactly(
            "AUDIT_ROW_CHANGED audit row 1",
            "AUDIT_ROW_CHANGED audit row 3",
            "AUDIT_ROW_CHANGED audit row 4");
  }

  @Test
  void aVerificationWhileOthersWriteSeesOneState() throws Exception {
    ExecutorService writer = Executors.newSingleThreadExecutor();
    try {
      Callable<Integer> writing = () -> write(new Random(7), "writer");
      Future<Integer> written = writer.submit(writing);
      while (!written.isDone()) {
        harness.seal(harness.sealing(5));
        assertThat(harness.findings(harness.anchor())).isEmpty();
      }
      written.get();
    } finally {
      writer.shutdown();
    }
  }

  @Test
  void aStoreWhoseAuditKeyIsLostIsNotGivenANewOne() throws SQLException {
    harness.store.grant("shop", "dev", ALICE);
    harness.fixture.tamper("delete from orient_store.data_keys where purpose = 'AUDIT'");

    assertThatThrownBy(() -> harness.fixture.open().list("shop"))
        .isInstanceOf(StoreKeyException.class)
        .hasMessageContaining("purpose AUDIT")
        .hasMessageContaining("backup");
  }

  private void grant(Connection connection, String namespace) throws SQLException {
    harness.audit.add(connection, "shop", ALICE, AuditLog.Event.of(AuditLog.GRANT, namespace));
  }

  /** A row of the operator's own, with a transaction of choice. */
  private void insert(Connection connection, long seq, long xid) throws SQLException {
    AuditRow row =
        new AuditRow(
            seq,
            xid,
            Instant.now().truncatedTo(ChronoUnit.MICROS),
            "shop",
            "alice",
            "USER",
            "a test",
            AuditLog.GRANT,
            "dev",
            null,
            null,
            "{}",
            harness.keys.audit().macKeyId(),
            null);
    byte[] code = harness.keys.audit().authenticator().code(row.authenticated());
    AuditLog.insert(connection, row.withMac(code));
  }

  /** The server ends the session just before its n-th statement. */
  private Connection killedAt(Connection connection, int call) throws SQLException {
    String pid;
    try (PreparedStatement select = connection.prepareStatement("select pg_backend_pid()");
        var row = select.executeQuery()) {
      row.next();
      pid = row.getString(1);
    }
    int[] calls = new int[1];
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("prepareStatement") && ++calls[0] == call) {
                harness.fixture.query("select pg_terminate_backend(" + pid + ", 5000)");
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
