package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * Checks a whole store: data keys, versions, audit rows, seals, anchors. It reads one snapshot, so
 * the operator may write on, changes nothing and keeps no more than a bounded part in memory.
 */
final class StoreVerifier {

  static final int FETCH_SIZE = 500;

  /** The database may need long to sort a large trail before it sends the first row. */
  private static final Duration LONGEST_STATEMENT = Duration.ofMinutes(30);

  private final StoreSettings settings;
  private final StoreKeys keys;
  private final SeedVault seeds;

  StoreVerifier(StoreSettings settings, StoreKeys keys, SeedVault seeds) {
    this.settings = settings;
    this.keys = keys;
    this.seeds = seeds;
  }

  VerificationReport verify(AnchorSource source) {
    // Before the snapshot: a seal that is anchored is committed, so the snapshot has it.
    List<Anchor> anchors = source.anchors();
    try (Connection connection = DriverDefaults.connect(settings, "verify")) {
      connection.setNetworkTimeout(Runnable::run, (int) LONGEST_STATEMENT.toMillis());
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      return Database.inTransaction(connection, c -> verify(c, anchors));
    } catch (SQLException e) {
      throw SqlErrors.translate("verifying the store", e);
    }
  }

  private VerificationReport verify(Connection connection, List<Anchor> anchors)
      throws SQLException {
    try (Statement timeout = connection.createStatement()) {
      timeout.execute("set local statement_timeout = " + LONGEST_STATEMENT.toMillis());
    }
    Instant at = now(connection);
    Findings findings = new Findings();
    AuditVerifier audit = new AuditVerifier(keys.store(), keys.audit(), findings);
    audit.verify(connection, anchors);
    VersionVerifier versions = new VersionVerifier(keys, seeds, findings);
    versions.verify(connection, retiredBefore(audit));
    return new VerificationReport(
        at, versions.values(), audit.trail(), anchors.size(), findings.all(), findings.further());
  }

  private static Instant retiredBefore(AuditVerifier audit) {
    return audit.retirements().stream()
        .map(Retirement::rowsBefore)
        .max(Instant::compareTo)
        .orElse(Instant.EPOCH);
  }

  private static Instant now(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement("select clock_timestamp()");
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getObject(1, OffsetDateTime.class).toInstant();
    }
  }
}
