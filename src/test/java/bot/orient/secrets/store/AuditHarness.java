package bot.orient.secrets.store;

import static org.awaitility.Awaitility.await;

import bot.orient.secrets.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A store whose trail is sealed when a test says so. */
final class AuditHarness implements AutoCloseable {

  final StoreFixture fixture;
  final PostgresSecretStore store;
  final StoreKeys keys;
  final AuditLog audit;

  AuditHarness(TestDatabase database) {
    fixture = new StoreFixture(database);
    store = fixture.open();
    store.list("shop");
    keys = new StoreBootstrap(fixture.settings(), StoreFixture.keks("k1")).run();
    audit = new AuditLog(keys.audit());
  }

  SealerKeys sealerKeys() {
    return new SealerKeys(keys.store(), keys.audit(), Optional.of(audit));
  }

  AuditSealing sealing(int rowsPerSeal) {
    return new AuditSealing(keys.store(), keys.audit(), rowsPerSeal, Duration.ofHours(1));
  }

  /** Seals all rows, so many in each seal. */
  void sealAll(int rowsPerSeal) throws SQLException {
    awaitFence();
    AuditSealing sealing = sealing(rowsPerSeal);
    while (seal(sealing) instanceof SealOutcome.Sealed sealed && sealed.more()) {
      // One after the other.
    }
  }

  SealOutcome seal(AuditSealing sealing) throws SQLException {
    try (Connection connection = fixture.connect()) {
      return Database.inTransaction(connection, sealing::seal);
    }
  }

  /** Whatever else runs on the server, such as its own upkeep, may hold rows back for a moment. */
  void awaitFence() {
    await()
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                fixture
                    .query(
                        "select not exists (select 1 from orient_store.audit_log"
                            + " where xid >= pg_snapshot_xmin(pg_current_snapshot()))")
                    .equals(List.of("t")));
  }

  VerificationReport verify(Anchor... anchors) {
    return store.verify(() -> List.of(anchors));
  }

  /** Kind and subject of each finding. */
  List<String> findings(Anchor... anchors) {
    List<String> found = new ArrayList<>();
    for (Finding finding : verify(anchors).findings()) {
      found.add(finding.kind() + " " + finding.subject());
    }
    return found;
  }

  Anchor anchor() {
    return store.sealing().anchor().orElseThrow();
  }

  List<String> sealSizes() throws SQLException {
    return fixture.query("select row_count from orient_store.audit_seals order by seal_no");
  }

  @Override
  public void close() {
    fixture.close();
  }
}
