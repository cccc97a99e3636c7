package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.keks;
import static bot.orient.secrets.store.StoreFixture.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.store.AuditSettings.Sealer;
import bot.orient.secrets.testing.PostgresServer;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The trail is sealed by another process, and the operator's role cannot. */
class StandaloneSealerIT {

  private static final AuditSettings EXTERNAL = settings(Duration.ofSeconds(1));

  /** Roles belong to a whole server, so it is not the one that other tests share. */
  private static PostgresServer server;

  private final ListAppender<ILoggingEvent> said = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(AuditSealer.class);
  private StoreFixture fixture;
  private StoreRoles roles;
  private PostgresSecretStore store;

  @BeforeAll
  static void start() {
    server = PostgresServer.startNew();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void takeTheRightToSealFromTheOperator() throws SQLException {
    fixture = new StoreFixture(server.createDatabase());
    roles = StoreRoles.of(fixture.testDatabase());
    fixture.execute("revoke orient_sealer from orient_app");
    store = fixture.open();
    said.start();
    logger.addAppender(said);
  }

  @AfterEach
  void close() {
    logger.detachAppender(said);
    fixture.close();
  }

  private static AuditSettings settings(Duration lagLimit) {
    return new AuditSettings(
        Duration.ofMillis(100), Duration.ofHours(1), lagLimit, Optional.empty(), Sealer.EXTERNAL);
  }

  private StandaloneSealer sealer() {
    return StandaloneSealer.start(roles.settings("orient_sealer", false), keks("k1"), EXTERNAL);
  }

  private void awaitAllSealed() {
    await().until(() -> store.sealing().waitingRows() == 0 && store.sealing().sealNumber() > 0);
  }

  private List<String> warnings() {
    return List.copyOf(said.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void theTrailIsSealedAndVerifiesThoughTheOperatorCannotSeal() throws SQLException {
    store.put(put("shop", "KEY", "one"), ALICE);
    try (AuditSealer watching = store.openSealer(EXTERNAL);
        StandaloneSealer sealer = sealer()) {
      assertThat(List.of(watching, sealer)).hasSize(2);
      awaitAllSealed();
      store.put(put("shop", "KEY", "two"), ALICE);
      awaitAllSealed();
    }

    VerificationReport report = store.verify(AnchorSource.none());
    assertThat(report.findings()).isEmpty();
    assertThat(report.trail().unsealedRows()).isZero();
    assertThat(store.sealing().firstProblem()).isEmpty();
    assertThatThrownBy(
            () -> {
              try (Connection app = roles.connect("orient_app");
                  Statement statement = app.createStatement()) {
                statement.execute(
                    "insert into orient_store.audit_seals select * from orient_store.audit_seals");
              }
            })
        .hasMessageContaining("permission denied");
  }

  @Test
  void rolesThatAreMadeAgainDoNotGiveTheRightBack() throws SQLException {
    StoreRoles.create(fixture.testDatabase()).migrate();

    assertThat(fixture.query("select pg_has_role('orient_app', 'orient_sealer', 'member')"))
        .containsExactly("f");
  }

  @Test
  void anOperatorThatOnlyWatchesSealsNothingAndSaysThatNobodyDoes() throws SQLException {
    fixture.execute("grant orient_sealer to orient_app");
    store.put(put("shop", "KEY", "one"), ALICE);
    try (AuditSealer watching = store.openSealer(EXTERNAL)) {
      assertThat(watching).isNotNull();
      await()
          .untilAsserted(
              () ->
                  assertThat(warnings())
                      .anySatisfy(
                          warning ->
                              assertThat(warning)
                                  .contains("1 rows of the audit trail wait for a seal")
                                  .contains("see that the command seal-audit runs")));
    }

    assertThat(fixture.count("audit_seals")).isZero();
  }

  @Test
  void theOperatorLooksAtSealsThatItDidNotMake() throws SQLException {
    store.put(put("shop", "KEY", "one"), ALICE);
    try (StandaloneSealer sealer = sealer()) {
      assertThat(sealer).isNotNull();
      awaitAllSealed();
    }
    fixture.tamper("delete from orient_store.secret_versions");

    try (AuditSealer watching = store.openSealer(EXTERNAL)) {
      assertThat(watching).isNotNull();
      await().until(() -> store.sealing().firstProblem().isPresent());
    }

    assertThat(store.sealing().firstProblem().orElseThrow()).contains("shop/KEY");
  }

  @Test
  void aStoreThatIsNotThereYetIsWaitedFor() throws SQLException {
    try (StandaloneSealer sealer = sealer()) {
      assertThat(sealer).isNotNull();
      await()
          .untilAsserted(
              () ->
                  assertThat(warnings())
                      .anyMatch(w -> w.contains("no key for seals yet: start the operator once")));

      store.put(put("shop", "KEY", "one"), ALICE);

      awaitAllSealed();
    }
  }

  @Test
  void anotherKeyEncryptionKeySealsNothingAndIsNamed() throws SQLException {
    store.put(put("shop", "KEY", "one"), ALICE);
    try (StandaloneSealer sealer =
        StandaloneSealer.start(roles.settings("orient_sealer", false), keks("k2"), EXTERNAL)) {
      assertThat(sealer).isNotNull();
      await()
          .untilAsserted(
              () -> assertThat(warnings()).anyMatch(warning -> warning.contains("'k1'")));
    }

    assertThat(fixture.count("audit_seals")).isZero();
  }

  @Test
  void oldRowsAreRetiredByTheSealerWithASignedRecord() throws SQLException {
    store.put(put("shop", "KEY", "one"), ALICE);
    try (StandaloneSealer sealer = sealer()) {
      assertThat(sealer).isNotNull();
      awaitAllSealed();
    }
    fixture.execute(
        "alter table orient_store.audit_retirements drop constraint audit_retirements_age");
    StoreKeys keys = new StoreBootstrap(fixture.settings(), keks("k1")).run();
    try (Database database = new Database(roles.settings("orient_sealer", false))) {
      new AuditRetention(
              database, new SealerKeys(keys.store(), keys.audit(), Optional.empty()), Duration.ZERO)
          .retireAll(() -> true);
    }

    assertThat(fixture.count("audit_log")).isZero();
    VerificationReport report = store.verify(AnchorSource.none());
    assertThat(report.findings()).isEmpty();
    assertThat(report.trail().retiredRows()).isEqualTo(1);
  }
}
