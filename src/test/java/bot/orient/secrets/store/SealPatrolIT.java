package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.store.SealPatrol.Next;
import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestDatabase;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Somebody with all rights in the database changes what is sealed, while the operator runs. */
@ExtendWith(PostgresExtension.class)
class SealPatrolIT {

  private static final Duration NEVER = Duration.ofDays(1);
  private static final AuditSettings SWIFT =
      new AuditSettings(
          Duration.ofMillis(100), Duration.ofHours(1), Duration.ofMinutes(1), Optional.empty());

  private final List<String> problems = new ArrayList<>();
  private AuditHarness harness;
  private Database database;
  private OpenStore open;

  /** Seal 1 has versions 1 and 2 of shop/A, seal 2 shop/B and bank/A, seal 3 a grant. */
  @BeforeEach
  void writeATrail(TestDatabase testDatabase) throws SQLException {
    harness = new AuditHarness(testDatabase);
    database = harness.fixture.database();
    open = OpenStore.of(database, harness.keys, Retention.DEFAULT);
    harness.store.put(put("shop", "A", "old"), ALICE);
    harness.store.put(put("shop", "A", "new"), ALICE);
    harness.store.put(put("shop", "B", "other"), ALICE);
    harness.store.put(put("bank", "A", "of the bank"), ALICE);
    harness.store.grant("shop", "dev", ALICE);
    harness.sealAll(2);
    assertThat(harness.sealSizes()).containsExactly("2", "2", "1");
  }

  @AfterEach
  void close() {
    open.close();
    harness.close();
  }

  private SealPatrol patrol(Duration everything) {
    return new SealPatrol(
        database, () -> open, new SealPatrol.Pace(Duration.ZERO, everything), problems::add);
  }

  private static Next allOf(SealPatrol patrol) {
    Next next = patrol.step();
    while (next == Next.BATCH) {
      next = patrol.step();
    }
    return next;
  }

  @Test
  void anHonestTrailHasNoProblemHoweverOftenItIsLookedAt() throws SQLException {
    SealPatrol patrol = patrol(Duration.ZERO);

    for (int i = 0; i < 3; i++) {
      assertThat(allOf(patrol)).isEqualTo(Next.LATER);
      harness.store.put(put("shop", "A", "value " + i), ALICE);
      harness.sealAll(2);
    }
    harness.store.destroyVersion("shop", "A", 1, ALICE);
    harness.store.delete("shop", "B", ALICE);
    harness.store.destroy("shop", "B", ALICE);
    harness.sealAll(2);

    assertThat(allOf(patrol)).isEqualTo(Next.LATER);
    assertThat(problems).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a changed time         | update orient_store.audit_seals set sealed_at = sealed_at - interval '1 second' where seal_no = 2 | 2: its signature does not fit
          a range without an end | update orient_store.audit_seals set to_xid = '9000000000000000000', last_seq = null where seal_no = 2 | 2: its signature does not fit
          a changed signature    | update orient_store.audit_seals set signature = set_byte(signature, 10, 255 - get_byte(signature, 10)) where seal_no = 1 | 1: its signature does not fit
          a removed seal         | delete from orient_store.audit_seals where seal_no = 2 | 2: it was removed from the chain
          a removed first seal   | delete from orient_store.audit_seals where seal_no = 1 | 1: it was removed from the chain
          a removed version      | delete from orient_store.secret_versions v using orient_store.secrets s where s.uid = v.secret_uid and s.scope = 'bank' | 2: its audit row 4 tells that version 1 of bank/A was written, and the version is not there
          a removed old version  | delete from orient_store.secret_versions v using orient_store.secrets s where s.uid = v.secret_uid and s.scope = 'shop' and s.name = 'A' and version = 1 | 1: its audit row 1 tells that version 1 of shop/A was written, and the version is not there
          a removed secret       | delete from orient_store.secrets where scope = 'shop' and name = 'B' | 2: its audit row 3 tells that version 1 of shop/B was written, and the version is not there
          """)
  void whatWasChangedIsFoundByTheFirstLookAndByALaterOne(String what, String change, String found)
      throws SQLException {
    SealPatrol before = patrol(Duration.ZERO);
    assertThat(allOf(before)).isEqualTo(Next.LATER);

    harness.fixture.tamper(change);

    assertThat(allOf(before)).isEqualTo(Next.NOTHING);
    assertThat(allOf(patrol(NEVER))).isEqualTo(Next.NOTHING);
    assertThat(problems)
        .hasSize(2)
        .allSatisfy(
            problem ->
                assertThat(problem).startsWith("the audit trail is not whole at seal " + found));
  }

  @Test
  void newSealsAreLookedAtWithoutWaitingForTheNextLookAtEverything() throws SQLException {
    SealPatrol patrol = patrol(NEVER);
    assertThat(allOf(patrol)).isEqualTo(Next.LATER);
    harness.fixture.tamper("delete from orient_store.secret_versions where version = 2");
    assertThat(allOf(patrol)).isEqualTo(Next.LATER);

    harness.store.put(put("shop", "C", "late"), ALICE);
    harness.sealAll(2);
    harness.fixture.tamper(
        "delete from orient_store.secret_versions v using orient_store.secrets s"
            + " where s.uid = v.secret_uid and s.name = 'C'");

    assertThat(allOf(patrol)).isEqualTo(Next.NOTHING);
    assertThat(problems)
        .singleElement()
        .asString()
        .contains("at seal 4: its audit row 6 tells that version 1 of shop/C was written");
  }

  @Test
  void anEndThatIsCutOffIsKnownFromMemory() throws SQLException {
    SealPatrol patrol = patrol(NEVER);
    allOf(patrol);

    harness.fixture.tamper("delete from orient_store.audit_seals where seal_no = 3");

    assertThat(harness.findings()).as("the database alone cannot tell").isEmpty();
    assertThat(patrol.step()).isEqualTo(Next.NOTHING);
    assertThat(problems)
        .singleElement()
        .asString()
        .contains("at seal 3: it was there, and the chain ends before it now");
  }

  @Test
  void anEndThatIsCutOffAndGoesOnIsKnownFromMemory() throws SQLException {
    SealPatrol patrol = patrol(NEVER);
    allOf(patrol);

    harness.fixture.tamper("delete from orient_store.audit_seals where seal_no = 3");
    harness.store.grant("shop", "new", ALICE);
    harness.sealAll(2);

    assertThat(harness.findings()).as("the database alone cannot tell").isEmpty();
    assertThat(patrol.step()).isEqualTo(Next.NOTHING);
    assertThat(problems)
        .singleElement()
        .asString()
        .contains("at seal 3: it is another one than was there before");
  }

  @Test
  void theLastKnownSealCannotBeRemovedFromTheMiddle() throws SQLException {
    SealPatrol patrol = patrol(NEVER);
    allOf(patrol);
    harness.store.grant("shop", "new", ALICE);
    harness.sealAll(2);

    harness.fixture.tamper("delete from orient_store.audit_seals where seal_no = 3");

    assertThat(patrol.step()).isEqualTo(Next.NOTHING);
    assertThat(problems).singleElement().asString().contains("at seal 3: it was there");
  }

  @Test
  void aLongChainIsLookedAtInBatches() throws SQLException {
    for (int i = 0; i < SealWalk.SEALS_AT_ONCE; i++) {
      harness.store.grant("shop", "n" + i, ALICE);
    }
    harness.sealAll(1);
    SealPatrol patrol = patrol(NEVER);

    assertThat(patrol.step()).isEqualTo(Next.BATCH);
    assertThat(patrol.step()).isEqualTo(Next.LATER);

    harness.fixture.tamper("delete from orient_store.audit_seals where seal_no = 102");
    assertThat(allOf(patrol)).isEqualTo(Next.LATER);
    patrol = patrol(NEVER);
    assertThat(patrol.step()).isEqualTo(Next.BATCH);
    assertThat(patrol.step()).isEqualTo(Next.NOTHING);
  }

  @Test
  void sealsWithManyRowsMakeSmallBatches() throws SQLException {
    SealWalk walk = new SealWalk(harness.keys.store(), harness.keys.audit(), 100, 2);
    try (Connection connection = harness.fixture.connect()) {
      assertThat(walk.next(connection)).isEqualTo(new SealWalk.Step.Whole(true));
      assertThat(walk.next(connection)).isEqualTo(new SealWalk.Step.Whole(true));
      assertThat(walk.next(connection)).isEqualTo(new SealWalk.Step.Whole(false));
      assertThat(walk.next(connection)).isEqualTo(new SealWalk.Step.Whole(false));
    }
  }

  @Test
  void aBatchThatWasInterruptedIsLookedAtAgain() throws SQLException {
    SealWalk walk = new SealWalk(harness.keys.store(), harness.keys.audit());
    harness.fixture.tamper("delete from orient_store.secret_versions where version = 2");
    try (Connection lost = harness.fixture.connect()) {
      lost.close();
      assertThatThrownBy(() -> walk.next(lost)).isInstanceOf(SQLException.class);
    }
    harness.fixture.execute("alter table orient_store.secrets rename to away");
    try (Connection connection = harness.fixture.connect()) {
      assertThatThrownBy(() -> walk.next(connection)).isInstanceOf(SQLException.class);
      harness.fixture.execute("alter table orient_store.away rename to secrets");

      assertThat(walk.next(connection))
          .isInstanceOfSatisfying(
              SealWalk.Step.Broken.class, broken -> assertThat(broken.seal()).isEqualTo(1));
    }
  }

  @Test
  void rowsThatWereRetiredAreNoProblem() throws SQLException {
    harness.fixture.execute(
        "alter table orient_store.audit_retirements drop constraint audit_retirements_age");
    new AuditRetention(database, harness.sealerKeys(), Duration.ZERO).retireAll(() -> true);
    harness.sealAll(2);

    assertThat(allOf(patrol(Duration.ZERO))).isEqualTo(Next.LATER);
    assertThat(problems).isEmpty();
  }

  @Test
  void theOperatorSaysItOnceShowsItInTheStatusAndWritesOn() throws SQLException {
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    said.start();
    Logger logger = (Logger) LoggerFactory.getLogger(SealPatrol.class);
    logger.addAppender(said);
    assertThat(harness.store.sealing().firstProblem()).isEmpty();
    harness.fixture.tamper(
        "delete from orient_store.secret_versions v using orient_store.secrets s"
            + " where s.uid = v.secret_uid and s.scope = 'bank'");
    PostgresSecretStore other = harness.fixture.open();
    try (AuditSealer sealer = harness.store.openSealer(SWIFT);
        AuditSealer replica = other.openSealer(SWIFT)) {
      assertThat(List.of(sealer, replica)).doesNotHaveDuplicates();
      for (SecretStore store : List.of(harness.store, other)) {
        await().until(() -> store.sealing().firstProblem().isPresent());
        assertThat(store.sealing().firstProblem())
            .contains(
                "the audit trail is not whole at seal 2: its audit row 4 tells that version 1 of"
                    + " bank/A was written, and the version is not there");
      }

      harness.store.put(put("shop", "C", "late"), ALICE);
      await()
          .until(
              () -> {
                SealingStatus status = harness.store.sealing();
                return status.waitingRows() == 0 && status.sealNumber() == 4;
              });
      assertThat(errors(said))
          .as("each replica once")
          .hasSize(2)
          .allSatisfy(
              error ->
                  assertThat(error)
                      .startsWith("the audit trail is not whole at seal 2: ")
                      .contains("Values are written on. Run verify"));
    } finally {
      logger.detachAppender(said);
    }
  }

  private static List<String> errors(ListAppender<ILoggingEvent> said) {
    return List.copyOf(said.list).stream()
        .filter(event -> event.getLevel() == Level.ERROR)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }
}
