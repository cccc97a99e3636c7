package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class AuditRetentionIT {

  private AuditHarness harness;
  private Database database;

  /** Seals 1 to 3 have rows 1 to 7; row 8 has none yet. */
  @BeforeEach
  void writeATrail(TestDatabase testDatabase) throws SQLException {
    harness = new AuditHarness(testDatabase);
    database = new Database(harness.fixture.settings());
    harness.store.put(put("shop", "A", "old"), ALICE);
    harness.store.put(put("shop", "A", "new"), ALICE);
    for (int i = 0; i < 5; i++) {
      harness.store.grant("shop", "dev" + i, ALICE);
    }
    harness.sealAll(3);
    harness.store.grant("shop", "late", ALICE);
  }

  @AfterEach
  void close() {
    database.close();
    harness.close();
  }

  @Test
  void oldSealedRowsGoAndTheChainStaysWhole() throws SQLException {
    allowAnyAge();

    assertThat(retire(Duration.ZERO)).isEqualTo(7);

    assertThat(harness.fixture.query("select action from orient_store.audit_log order by seq"))
        .containsExactly("grant", "retire");
    VerificationReport report = harness.verify(harness.anchor());
    assertThat(report.findings()).isEmpty();
    assertThat(report.trail().retiredRows()).isEqualTo(7);
    assertThat(report.toText()).contains("7 audit rows were retired by age");
    assertThat(retire(Duration.ZERO)).isZero();
  }

  @Test
  void anEndOfAValueThatWasRetiredNeedsNoRowAndALaterOneDoes() throws SQLException {
    harness.store.destroyVersion("shop", "A", 1, ALICE);
    harness.sealAll(3);
    allowAnyAge();
    retire(Duration.ZERO);
    assertThat(
            harness.fixture.query(
                "select count(*) from orient_store.audit_log where action = 'destroy'"))
        .containsExactly("0");
    assertThat(harness.findings(harness.anchor())).isEmpty();

    harness.fixture.tamper(
        "update orient_store.secret_versions set envelope = null, destroyed_at = clock_timestamp()"
            + " where version = 2");

    assertThat(harness.findings(harness.anchor()))
        .containsExactly("VALUE_GONE_WITHOUT_AUDIT shop/A version 2");
  }

  @Test
  void laterRowsAreRetiredLaterAndTheRestIsStillChecked() throws SQLException {
    allowAnyAge();
    retire(Duration.ZERO);
    harness.sealAll(3);

    assertThat(retire(Duration.ZERO)).isEqualTo(2);
    harness.store.grant("shop", "last", ALICE);
    harness.sealAll(3);
    assertThat(harness.findings(harness.anchor())).isEmpty();

    harness.fixture.tamper("delete from orient_store.audit_log where key_name = 'last'");
    assertThat(harness.findings(harness.anchor()))
        .containsExactly("AUDIT_ROW_MISSING audit row 11");
  }

  @Test
  void youngRowsStay() throws SQLException {
    assertThat(retire(AuditSettings.SHORTEST_RETENTION)).isZero();

    assertThat(harness.fixture.count("audit_log")).isEqualTo(8);
    assertThat(harness.fixture.count("audit_retirements")).isZero();
  }

  @Test
  void theDatabaseRefusesARetentionBelowItsOwnBound() {
    assertThatThrownBy(() -> retire(Duration.ZERO))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("retiring rows");
    assertThatThrownBy(
            () ->
                new AuditSettings(
                    Duration.ofSeconds(1),
                    Duration.ofHours(1),
                    Duration.ofMinutes(1),
                    java.util.Optional.of(Duration.ofDays(29))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("retention");
  }

  @Test
  void theDatabaseRefusesToRemoveARowThatIsNotRetired() throws SQLException {
    assertThatThrownBy(() -> harness.fixture.execute("delete from orient_store.audit_log"))
        .hasMessageContaining("only once sealed, old enough and retired");
    allowAnyAge();
    // Says that seal 1 is retired, and nothing later.
    harness.fixture.execute(
        "insert into orient_store.audit_retirements select 1, 1, 1, 3, clock_timestamp(),"
            + " clock_timestamp(), signing_key_id, signature from orient_store.audit_seals where"
            + " seal_no = 1");
    assertThatThrownBy(
            () -> harness.fixture.execute("delete from orient_store.audit_log where seq = 4"))
        .hasMessageContaining("only once sealed, old enough and retired");
    assertThatThrownBy(
            () -> harness.fixture.execute("delete from orient_store.audit_log where seq = 8"))
        .hasMessageContaining("only once sealed, old enough and retired");
    harness.fixture.execute("delete from orient_store.audit_log where seq = 3");

    assertThat(harness.findings(harness.anchor()))
        .containsExactlyInAnyOrder(
            "RETIREMENT_INVALID retirement 1", "AUDIT_ROW_MISSING audit row 3");
  }

  @Test
  void sealsAndRetirementsAreNeverChanged() throws SQLException {
    allowAnyAge();
    retire(Duration.ZERO);
    for (String table : new String[] {"audit_seals", "audit_retirements"}) {
      assertThatThrownBy(() -> harness.fixture.execute("delete from orient_store." + table))
          .hasMessageContaining("never changed");
      assertThatThrownBy(
              () -> harness.fixture.execute("truncate orient_store." + table + " cascade"))
          .hasMessageContaining("never changed");
    }
    assertThatThrownBy(
            () -> harness.fixture.execute("update orient_store.audit_seals set row_count = 0"))
        .hasMessageContaining("never changed");
  }

  private void allowAnyAge() throws SQLException {
    harness.fixture.execute(
        "alter table orient_store.audit_retirements drop constraint audit_retirements_age");
  }

  private long retire(Duration kept) {
    return new AuditRetention(database, harness.sealerKeys(), kept).retireAll(() -> true);
  }
}
