package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.crypto.Seed;
import bot.orient.secrets.crypto.SeedLabel;
import bot.orient.secrets.testing.PostgresExtension;
import bot.orient.secrets.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Somebody with all rights in the database changes the trail behind the operator's back. */
@ExtendWith(PostgresExtension.class)
class TamperedTrailIT {

  private static final String CONTENT =
      "xid, at, scope, actor, actor_kind, source, action, key_name, version_from, version_to,"
          + " details, mac_key_id, row_mac";

  private AuditHarness harness;

  /** Seal 1 has rows 1 to 3, seal 2 rows 4 to 6, seal 3 row 7; rows 8 and 9 have none yet. */
  @BeforeEach
  void writeATrail(TestDatabase database) throws SQLException {
    harness = new AuditHarness(database);
    SecretStore store = harness.store;
    store.put(put("shop", "A", "old"), ALICE);
    store.put(put("shop", "A", "new"), ALICE);
    store.put(put("shop", "B", "other"), ALICE);
    store.put(put("bank", "A", "of the bank"), ALICE);
    store.grant("shop", "bank", ALICE);
    store.putProviderDefaults(
        "shop", "main", Map.of("chat", new ProviderChoice("openai", "gpt")), ALICE);
    store.revoke("shop", "bank", ALICE);
    harness.sealAll(3);
    store.grant("shop", "dev", ALICE);
    store.put(put("shop", "C", "late"), ALICE);
    assertThat(harness.sealSizes()).containsExactly("3", "3", "1");
  }

  @AfterEach
  void close() {
    harness.close();
  }

  @Test
  void anHonestStoreIsClean() {
    VerificationReport report = harness.verify(harness.anchor());

    assertThat(report.findings()).isEmpty();
    assertThat(report.isClean()).isTrue();
    assertThat(report.trail()).isEqualTo(new VerificationReport.Trail(9, 2, 0, 3));
    assertThat(report.values()).isEqualTo(new VerificationReport.Values(4, 5, 5));
    assertThat(report.toText()).startsWith("OK: nothing is wrong");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a changed actor            | set actor = 'mallory' where seq = 5                        | AUDIT_ROW_CHANGED audit row 5
          a changed time             | set at = at - interval '1 hour' where seq = 5              | AUDIT_ROW_CHANGED audit row 5
          a changed action           | set action = 'revoke' where seq = 5                        | AUDIT_ROW_CHANGED audit row 5
          a changed detail           | set details = '{"useCase": "code"}' where seq = 6          | AUDIT_ROW_CHANGED audit row 6
          a changed code             | set row_mac = set_byte(row_mac, 0, 255 - get_byte(row_mac, 0)) where seq = 5 | AUDIT_ROW_CHANGED audit row 5
          a changed kind of actor    | set actor_kind = 'OPERATOR' where seq = 1                  | AUDIT_ROW_CHANGED audit row 1
          a row of another seal      | set xid = (select xid from orient_store.audit_log where seq = 2) where seq = 5 | AUDIT_ROW_MOVED audit row 5
          a row too new for a seal   | set actor = 'mallory' where seq = 8                        | AUDIT_ROW_NOT_AUTHENTIC audit row 8
          one that hides from a seal | set xid = (select xid from orient_store.audit_log where seq = 8) where seq = 5 | AUDIT_ROW_MISSING audit row 5, AUDIT_ROW_NOT_AUTHENTIC audit row 5
          """)
  void aChangedRowIsNamed(String what, String change, String findings) throws SQLException {
    harness.fixture.tamper("update orient_store.audit_log " + change);

    assertFound(findings.split(", "));
  }

  @Test
  void aMissingRowIsNamed() throws SQLException {
    harness.fixture.tamper("delete from orient_store.audit_log where seq = 5");

    assertFound("AUDIT_ROW_MISSING audit row 5");
  }

  @Test
  void aMissingRowIsNamedTogetherWithTheVersionThatItToldOf() throws SQLException {
    harness.fixture.tamper("delete from orient_store.audit_log where seq = 3");

    assertFound("AUDIT_ROW_MISSING audit row 3", "VERSION_WITHOUT_AUDIT shop/B version 1");
  }

  @Test
  void aMissingRowThatIsTooNewForASealIsFoundByItsVersion() throws SQLException {
    harness.fixture.tamper("delete from orient_store.audit_log where seq = 9");

    assertFound("VERSION_WITHOUT_AUDIT shop/C version 1");
  }

  @Test
  void anInsertedRowIsNamed() throws SQLException {
    copyRow(5, 1000);

    assertFound("AUDIT_ROW_INSERTED audit row 1000");
  }

  @Test
  void anInsertedRowThatIsTooNewForASealIsNamed() throws SQLException {
    copyRow(8, 1000);

    assertFound("AUDIT_ROW_NOT_AUTHENTIC audit row 1000");
  }

  @Test
  void swappedRowsAreNamed() throws SQLException {
    exchange("(" + CONTENT + ")", "b." + CONTENT.replace(", ", ", b."), 5, 6);

    assertFound("AUDIT_ROW_MOVED audit row 5", "AUDIT_ROW_MOVED audit row 6");
  }

  @Test
  void aRenumberedRowIsNamed() throws SQLException {
    harness.fixture.tamper("alter table orient_store.audit_log alter seq drop identity");
    harness.fixture.tamper("update orient_store.audit_log set seq = 1000 where seq = 5");

    assertFound("AUDIT_ROW_MOVED audit row 1000");
  }

  @Test
  void reorderedRowsAreNamed() throws SQLException {
    exchange("xid", "b.xid", 5, 6);

    assertFound("AUDIT_ROW_REORDERED audit row 5", "AUDIT_ROW_REORDERED audit row 6");
  }

  @Test
  void reorderedRowsOfDifferentSealsAreNamed() throws SQLException {
    exchange("xid", "b.xid", 5, 7);

    assertFound("AUDIT_ROW_MOVED audit row 5", "AUDIT_ROW_MOVED audit row 7");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          another number of rows | row_count = 2                                                         | SEAL_SIGNATURE_INVALID seal 2
          another root           | merkle_root = set_byte(merkle_root, 0, 255 - get_byte(merkle_root, 0)) | SEAL_SIGNATURE_INVALID seal 2
          another time           | sealed_at = sealed_at - interval '1 second'                           | SEAL_SIGNATURE_INVALID seal 2
          another range          | to_xid = from_xid                                                     | SEAL_SIGNATURE_INVALID seal 2
          another line           | line = 7                                                              | SEAL_SIGNATURE_INVALID seal 2
          a freer past           | legacy_seq = 1000                                                     | SEAL_SIGNATURE_INVALID seal 2
          another signature      | signature = set_byte(signature, 0, 255 - get_byte(signature, 0))       | SEAL_SIGNATURE_INVALID seal 2
          another list of rows   | leaves = set_byte(leaves, 20, 255 - get_byte(leaves, 20))             | SEAL_ROWS_CHANGED seal 2
          a cut list of rows     | leaves = substr(leaves, 1, 40)                                        | SEAL_ROWS_CHANGED seal 2
          """)
  void aChangedSealIsNamed(String what, String change, String finding) throws SQLException {
    harness.fixture.tamper("update orient_store.audit_seals set " + change + " where seal_no = 2");

    assertFound(finding);
  }

  @Test
  void aForgedSealOverARowThatWasRemovedIsNamed() throws SQLException {
    harness.fixture.tamper("delete from orient_store.audit_log where seq = 5");
    AuditKeys forger;
    try (Seed seed = Seed.random(SeedLabel.first(SeedLabel.Purpose.SEALING, ""))) {
      UUID id = harness.keys.audit().signingKeyId();
      forger = new AuditKeys(null, Map.of(), id, Map.of(id, seed.signingKey("audit-seal")));
    }

    replaceSeal2(forger, seal(1).head(harness.keys.store()));

    assertFound("SEAL_SIGNATURE_INVALID seal 2");
  }

  @Test
  void aSealThatFollowsAnotherOneIsNamed() throws SQLException {
    replaceSeal2(harness.keys.audit(), new Seal.Head(1, new byte[32]));

    // Seal 3 still follows the one that was replaced.
    assertFound("CHAIN_BROKEN seal 2", "CHAIN_BROKEN seal 3");
  }

  @Test
  void aMissingSealIsNamed() throws SQLException {
    harness.fixture.tamper("delete from orient_store.audit_seals where seal_no = 2");

    assertFound("SEAL_MISSING seal 2");
  }

  @Test
  void aCutEndIsFoundByTheAnchor() throws SQLException {
    Anchor anchor = harness.anchor();
    harness.fixture.tamper("delete from orient_store.audit_log where seq between 5 and 8");
    harness.fixture.tamper("delete from orient_store.audit_seals where seal_no > 1");

    assertThat(harness.findings()).isEmpty();
    assertThat(harness.findings(anchor)).containsExactly("END_TRUNCATED seal 3");
  }

  @Test
  void anEndThatWasCutAndGrewAgainIsFoundByTheAnchor() throws SQLException {
    Anchor anchor = harness.anchor();
    harness.fixture.tamper("delete from orient_store.audit_log where seq = 7");
    harness.fixture.tamper("delete from orient_store.audit_seals where seal_no = 3");
    harness.sealAll(100);

    assertThat(harness.anchor().sealNumber()).isEqualTo(3);
    assertThat(harness.findings(anchor)).containsExactly("ANCHOR_MISMATCH seal 3");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a secret put back      | update orient_store.secrets set current_version = 1 where scope = 'shop' and name = 'A' | SECRET_ROLLED_BACK shop/A
          a missing old version  | delete from orient_store.secret_versions v using orient_store.secrets s where s.uid = v.secret_uid and s.scope = 'shop' and s.name = 'A' and version = 1 | VERSION_MISSING shop/A version 1
          a missing new version  | delete from orient_store.secret_versions v using orient_store.secrets s where s.uid = v.secret_uid and s.scope = 'shop' and s.name = 'A' and version = 2 | VERSION_MISSING shop/A version 2
          a changed ciphertext   | update orient_store.secret_versions set envelope = set_byte(envelope, 120, 255 - get_byte(envelope, 120)) where version = 2 | VERSION_CHANGED shop/A version 2
          a moved ciphertext     | update orient_store.secret_versions v set envelope = o.envelope from orient_store.secret_versions o where o.secret_uid = v.secret_uid and v.version = 2 and o.version = 1 | VERSION_MOVED shop/A version 2
          a removed old value    | update orient_store.secret_versions v set envelope = null, destroyed_at = clock_timestamp() from orient_store.secrets s where s.uid = v.secret_uid and s.scope = 'shop' and s.name = 'A' and version = 1 | VALUE_GONE_WITHOUT_AUDIT shop/A version 1
          a removed new value    | update orient_store.secret_versions v set envelope = null, destroyed_at = clock_timestamp() where version = 2 | VALUE_GONE_WITHOUT_AUDIT shop/A version 2
          a value removed before it was written | update orient_store.secret_versions v set envelope = null, destroyed_at = '1999-12-31' where version = 2 | VALUE_GONE_WITHOUT_AUDIT shop/A version 2
          an added version       | insert into orient_store.secret_versions (secret_uid, version, envelope, fingerprint) select secret_uid, 3, envelope, fingerprint from orient_store.secret_versions where version = 2 | VERSION_MOVED shop/A version 3, SECRET_ROLLED_BACK shop/A, VERSION_WITHOUT_AUDIT shop/A version 3
          a changed data key     | update orient_store.data_keys set wrapped = set_byte(wrapped, 120, 255 - get_byte(wrapped, 120)) where scope = 'bank' | DATA_KEY_UNUSABLE data key
          """)
  void aBadVersionIsNamed(String what, String change, String findings) throws SQLException {
    harness.fixture.tamper(change);

    assertThat(harness.findings().stream().map(f -> f.replaceAll("(data key).*", "$1")))
        .containsExactlyInAnyOrder(findings.split(", "));
  }

  @Test
  void aValueWithoutAnyMarkOfItsEndIsNamed() throws SQLException {
    harness.fixture.tamper(
        "alter table orient_store.secret_versions drop constraint secret_versions_destroyed");
    harness.fixture.tamper(
        "update orient_store.secret_versions set envelope = null where version = 2");

    assertFound("VALUE_GONE_WITHOUT_AUDIT shop/A version 2");
  }

  @Test
  void aDestroyedValueWhoseAuditRowIsRemovedIsNamedEvenBeforeTheRowHasASeal() throws SQLException {
    harness.store.destroyVersion("shop", "A", 1, ALICE);
    assertFound();

    harness.fixture.tamper("delete from orient_store.audit_log where action = 'destroy'");

    assertFound("VALUE_GONE_WITHOUT_AUDIT shop/A version 1");
  }

  /** By a person, with its secret, at the end of the undelete window, and as one too many. */
  @Test
  void everyWayInWhichTheOperatorDestroysAValueIsExplained() throws SQLException {
    harness.store.put(put("shop", "GONE", "one"), ALICE);
    harness.store.put(put("shop", "GONE", "two"), ALICE);
    harness.store.destroyVersion("shop", "GONE", 1, ALICE);
    harness.store.delete("shop", "GONE", ALICE);
    harness.store.destroy("shop", "GONE", ALICE);
    harness.store.put(put("shop", "EXPIRED", "one"), ALICE);
    harness.store.delete("shop", "EXPIRED", ALICE);
    harness.fixture.execute(
        "update orient_store.secrets set restorable_until = clock_timestamp()"
            + " where name = 'EXPIRED'");
    harness.store.destroyExpired();
    PostgresSecretStore keepsOne =
        harness.fixture.open(
            harness.fixture.settings(),
            StoreFixture.keks("k1"),
            new Retention(1, Duration.ofDays(30)));
    keepsOne.put(put("shop", "MANY", "one"), ALICE);
    keepsOne.put(put("shop", "MANY", "two"), ALICE);

    assertThat(
            harness.fixture.query(
                "select count(*) from orient_store.secret_versions where envelope is null"))
        .containsExactly("4");
    assertFound();
  }

  @Test
  void aSecretPutBackTogetherWithItsVersionAndAuditRowIsNamed() throws SQLException {
    harness.fixture.tamper("delete from orient_store.secret_versions where version = 2");
    harness.fixture.tamper(
        "update orient_store.secrets set current_version = 1 where scope = 'shop' and name = 'A'");
    assertFound("VERSION_MISSING shop/A version 2");

    harness.fixture.tamper("delete from orient_store.audit_log where seq = 2");
    assertFound("AUDIT_ROW_MISSING audit row 2");
  }

  @Test
  void aTextForPeopleNamesEverythingAndNoValue() throws SQLException {
    harness.fixture.tamper("update orient_store.audit_log set actor = 'mallory' where seq = 5");
    harness.fixture.tamper("delete from orient_store.audit_seals where seal_no = 1");

    assertThat(harness.verify().toText())
        .startsWith("NOT OK: 2 of 2 kinds found")
        .contains("AUDIT_ROW_CHANGED audit row 5: its content is not what seal 2 has of it")
        .contains("SEAL_MISSING seal 1: it was removed from the chain")
        .contains("no anchor outside of the database")
        .doesNotContain("of the bank");
  }

  private void assertFound(String... findings) {
    assertThat(harness.findings(harness.anchor())).containsExactlyInAnyOrder(findings);
  }

  private void copyRow(long from, long to) throws SQLException {
    harness.fixture.tamper(
        "insert into orient_store.audit_log (seq, "
            + CONTENT
            + ") overriding system value select "
            + to
            + ", "
            + CONTENT
            + " from orient_store.audit_log where seq = "
            + from);
  }

  private void exchange(String columns, String values, long one, long other) throws SQLException {
    harness.fixture.tamper(
        "update orient_store.audit_log a set %s = %s from orient_store.audit_log b where (a.seq, b.seq) in ((%d, %d), (%d, %d))"
            .formatted(
                columns,
                columns.startsWith("(") ? "(" + values + ")" : values,
                one,
                other,
                other,
                one));
  }

  private Seal seal(long number) throws SQLException {
    try (Connection connection = harness.fixture.connect();
        PreparedStatement select =
            connection.prepareStatement(
                "select "
                    + SealTable.COLUMNS
                    + " from orient_store.audit_seals where seal_no = "
                    + number);
        ResultSet row = select.executeQuery()) {
      row.next();
      return SealTable.read(row);
    }
  }

  /** Over the rows that are there now. */
  private void replaceSeal2(AuditKeys signer, Seal.Head head) throws SQLException {
    Seal old = seal(2);
    try (Connection connection = harness.fixture.connect();
        AuditRowCursor cursor = AuditRowCursor.open(connection, 0, Long.MAX_VALUE)) {
      cursor.takeBelow(old.range().fromXid());
      SealedRows rows = SealedRows.of(cursor.takeBelow(old.range().toXid()));
      Seal seal = Seal.over(old.range(), rows, head, old.sealedAt(), signer.signingKeyId());
      harness.fixture.tamper("delete from orient_store.audit_seals where seal_no = 2");
      SealTable.insert(
          connection, seal, rows, seal.signature(harness.keys.store(), signer.signingKey()));
    }
  }

  /** The report is bounded, whatever was done to the store. */
  @Test
  void manyFindingsAreCountedAndNotAllKept() {
    Findings findings = new Findings();
    for (int i = 0; i < Findings.MOST + 5; i++) {
      findings.add(Finding.row(Finding.Kind.AUDIT_ROW_MISSING, i, "missing"));
    }

    assertThat(findings.all()).hasSize(Findings.MOST);
    assertThat(findings.further()).isEqualTo(5);
    assertThat(List.copyOf(findings.all()).get(0).subject())
        .isEqualTo(new Finding.AuditRowSubject(0));
  }
}
