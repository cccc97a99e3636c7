package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

@ExtendWith(PostgresExtension.class)
class AuditSealerIT {

  private static final AuditSettings SWIFT =
      new AuditSettings(
          Duration.ofMillis(100), Duration.ofHours(1), Duration.ofSeconds(1), Optional.empty());

  @Test
  void sealsBesideTheWritersAndAcrossAnOutage() {
    try (PostgresServer server = PostgresServer.startNew();
        StoreFixture fixture = new StoreFixture(server.createDatabase())) {
      server.stop();
      PostgresSecretStore store = fixture.open();
      try (AuditSealer sealer = store.openSealer(SWIFT);
          AuditSealer replica = fixture.open().openSealer(SWIFT)) {
        assertThat(List.of(sealer, replica)).doesNotHaveDuplicates();
        server.start();
        await()
            .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
            .until(() -> store.put(put("shop", "KEY", "one"), ALICE).version() == 1);
        awaitAllSealed(store, 1);

        server.stop();
        server.start();
        await()
            .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
            .until(() -> store.put(put("shop", "KEY", "two"), ALICE).version() == 2);
        awaitAllSealed(store, 2);
      }
      VerificationReport report = store.verify(AnchorSource.none());
      assertThat(report.findings()).isEmpty();
      assertThat(report.trail().unsealedRows()).isZero();
    }
  }

  @Test
  void saysWhenRowsWaitTooLongAndWhenItIsOver(TestDatabase database) throws SQLException {
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    said.start();
    Logger logger = (Logger) LoggerFactory.getLogger(AuditSealer.class);
    logger.addAppender(said);
    try (AuditHarness harness = new AuditHarness(database);
        Connection open = harness.fixture.connect();
        AuditSealer sealer = harness.store.openSealer(SWIFT)) {
      open.setAutoCommit(false);
      harness.audit.add(open, "shop", ALICE, AuditLog.Event.of(AuditLog.GRANT, "early"));
      harness.store.grant("shop", "late", ALICE);

      await()
          .untilAsserted(
              () ->
                  assertThat(messages(said))
                      .anySatisfy(
                          message ->
                              assertThat(message)
                                  .contains("1 rows of the audit trail wait")
                                  .contains("pg_stat_activity")));
      open.rollback();
      await()
          .untilAsserted(
              () -> assertThat(messages(said)).anyMatch(m -> m.contains("is sealed again")));
      assertThat(harness.findings()).isEmpty();
    } finally {
      logger.detachAppender(said);
    }
  }

  private static List<String> messages(ListAppender<ILoggingEvent> said) {
    return List.copyOf(said.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static void awaitAllSealed(SecretStore store, long rows) {
    await()
        .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
        .until(
            () ->
                store.sealing().waitingRows() == 0
                    && store.verify(AnchorSource.none()).trail().rows() == rows);
  }
}
