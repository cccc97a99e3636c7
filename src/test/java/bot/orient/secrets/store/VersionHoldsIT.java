package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.keks;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestDatabase;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** A secret keeps three versions here, and those that are read by number. */
@ExtendWith(PostgresExtension.class)
class VersionHoldsIT {

  private static final Retention THREE = new Retention(3, Duration.ofDays(30));

  private final ListAppender<ILoggingEvent> said = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(VersionHolds.class);
  private StoreFixture fixture;
  private SecretStore store;

  @BeforeEach
  void open(TestDatabase database) {
    use(new StoreFixture(database));
    said.start();
    logger.addAppender(said);
  }

  @AfterEach
  void close() {
    logger.detachAppender(said);
    fixture.close();
  }

  private void use(StoreFixture other) {
    fixture = other;
    store = openStore();
  }

  private PostgresSecretStore openStore() {
    return fixture.open(fixture.settings(), keks("k1"), THREE);
  }

  /** Writes as many versions; the value of each is its number. */
  private void write(int versions) {
    for (int i = 0; i < versions; i++) {
      long next = store.history("shop", "KEY").map(SecretHistory::currentVersion).orElse(0L) + 1;
      assertThat(store.put(put("shop", "KEY", "value " + next), ALICE).version()).isEqualTo(next);
    }
  }

  private SecretRead read(long version) {
    return store.readVersions("shop", Map.of("KEY", version)).get("KEY");
  }

  private void lastReadBefore(String interval) throws SQLException {
    fixture.execute(
        "update orient_store.version_holds set read_at = clock_timestamp() - interval '"
            + interval
            + "'");
  }

  /** Versions whose values are there. */
  private List<String> kept() throws SQLException {
    return fixture.query(
        "select version from orient_store.secret_versions where envelope is not null order by 1");
  }

  /** Changes with each write of a hold. */
  private List<String> holds() throws SQLException {
    return fixture.query(
        "select version || ' ' || xmin || ' ' || read_at from orient_store.version_holds"
            + " order by version");
  }

  private List<String> warnings() {
    return List.copyOf(said.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void aVersionThatIsReadByNumberKeepsItsValueHoweverManyNewerOnesThereAre() throws SQLException {
    write(2);
    assertThat(text(read(1))).isEqualTo("value 1");

    write(8);

    assertThat(kept()).containsExactly("1", "8", "9", "10");
    assertThat(text(read(1))).isEqualTo("value 1");
    assertThat(read(2)).isInstanceOf(SecretRead.NoSuchVersion.class);
    assertThat(store.verify(AnchorSource.none()).findings()).isEmpty();
  }

  @Test
  void theCurrentVersionIsHeldForWhenItIsNoLongerTheNewest() throws SQLException {
    write(1);
    read(1);

    write(5);

    assertThat(kept()).containsExactly("1", "4", "5", "6");
  }

  @Test
  void oneUserWhoOwnsTheSchemaHoldsVersionsToo() throws SQLException {
    fixture.close();
    use(StoreFixture.ofOneUser(PostgresServer.shared().createDatabase()));
    write(2);
    read(1);

    write(8);

    assertThat(kept()).containsExactly("1", "8", "9", "10");
  }

  @Test
  void aHoldEndsThirtyDaysAfterTheLastRead() throws SQLException {
    write(2);
    read(1);
    // It may have been read for a day after that was written.
    lastReadBefore("30 days 23 hours");
    write(3);
    assertThat(kept()).containsExactly("1", "3", "4", "5");

    lastReadBefore("31 days 1 hour");
    write(1);

    assertThat(kept()).containsExactly("4", "5", "6");
    assertThat(store.audit("shop", 10))
        .filteredOn(entry -> entry.action().equals("destroy"))
        .extracting(AuditEntry::versionFrom)
        .containsExactlyInAnyOrder(1L, 2L, 3L);
  }

  @Test
  void readingWritesOnceADay() throws SQLException {
    write(2);
    read(1);
    List<String> first = holds();
    assertThat(first).hasSize(1);

    read(1);
    store = openStore();
    read(1);
    lastReadBefore("23 hours");
    List<String> aged = holds();
    read(1);
    assertThat(holds()).isEqualTo(aged).isNotEqualTo(first);

    lastReadBefore("25 hours");
    List<String> old = holds();
    read(1);
    List<String> renewed = holds();
    assertThat(renewed).hasSize(1).isNotEqualTo(old);
    read(1);
    assertThat(holds()).isEqualTo(renewed);
  }

  @Test
  void everyKeyOfAReadIsHeldAndNoOther() throws SQLException {
    write(2);
    store.put(put("shop", "OTHER", "other"), ALICE);
    store.put(put("shop", "UNREAD", "unread"), ALICE);
    store.put(put("bank", "KEY", "of the bank"), ALICE);

    store.readVersions("shop", Map.of("KEY", 2L, "OTHER", 1L, "NONE", 1L, "UNREAD", 7L));
    store.read("shop", List.of("KEY", "UNREAD"));

    assertThat(
            fixture.query(
                """
                select s.scope || '/' || s.name || ' ' || h.version
                from orient_store.version_holds h
                join orient_store.secrets s on s.uid = h.secret_uid
                order by 1
                """))
        .containsExactly("shop/KEY 2", "shop/OTHER 1");
  }

  @Test
  void aVersionThatIsOnlyCopiedIsNotHeld() throws SQLException {
    write(2);

    store.rollback(RollbackRequest.of("shop", "KEY", 1), ALICE);

    assertThat(holds()).isEmpty();
  }

  @Test
  void destroyingOnPurposeAsksNoHold() throws SQLException {
    write(3);
    read(1);
    read(2);

    assertThat(store.destroyVersion("shop", "KEY", 1, ALICE))
        .isEqualTo(new DestroyResult.Destroyed(1));
    assertThat(read(1)).isInstanceOf(SecretRead.NoSuchVersion.class);

    store.delete("shop", "KEY", ALICE);
    assertThat(store.destroy("shop", "KEY", ALICE)).isEqualTo(new DestroyResult.Destroyed(2));
    assertThat(kept()).isEmpty();
  }

  @Test
  void aHoldThatCannotBeWrittenIsToldOnceAndFailsNoRead() throws SQLException {
    write(2);
    fixture.execute("revoke insert on orient_store.version_holds from orient_app");

    assertThat(text(read(1))).isEqualTo("value 1");
    assertThat(text(read(2))).isEqualTo("value 2");

    assertThat(warnings())
        .singleElement()
        .asString()
        .startsWith("scope shop: reading pinned versions goes on")
        .contains("cannot be recorded")
        .doesNotContain("value 1");
    assertThat(holds()).isEmpty();
  }

  @Test
  void aDatabaseThatTakesNoWritesIsStillRead() throws SQLException {
    try (PostgresServer server = PostgresServer.startNew()) {
      fixture.close();
      use(new StoreFixture(server.createDatabase()));
      write(2);
      fixture.execute("alter system set default_transaction_read_only = on");
      fixture.query("select pg_reload_conf()");
      // A session that is made after the reload: all older ones were told before.
      await()
          .until(() -> fixture.query("show default_transaction_read_only").equals(List.of("on")));

      for (int i = 0; i < 20; i++) {
        assertThat(text(read(1))).isEqualTo("value 1");
        assertThat(text(read(2))).isEqualTo("value 2");
      }

      assertThat(warnings()).singleElement().asString().contains("takes no writes");
      assertThat(holds()).isEmpty();
      fixture.close();
    }
  }
}
