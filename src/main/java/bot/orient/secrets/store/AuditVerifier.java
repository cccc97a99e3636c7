package bot.orient.secrets.store;

import bot.orient.secrets.store.Finding.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Walks the rows of the trail and the chain of seals side by side, both in order and as a stream:
 * no more than the rows of one seal are in memory.
 */
final class AuditVerifier {

  /** A seal has up to 40 kB of hashes. */
  private static final int FETCH_SIZE = 100;

  private final UUID store;
  private final AuditKeys keys;
  private final Findings findings;
  private final List<Retirement> retirements = new ArrayList<>();

  /** Before the chain has begun, any row may be from before rows had codes. */
  private long legacySeq = Long.MAX_VALUE;

  private long rows;
  private long unsealedRows;
  private long retiredRows;
  private long lastSeal;

  AuditVerifier(UUID store, AuditKeys keys, Findings findings) {
    this.store = store;
    this.keys = keys;
    this.findings = findings;
  }

  /**
   * Checks the whole trail.
   *
   * @param connection in a transaction, of one snapshot
   */
  void verify(Connection connection, List<Anchor> anchors) throws SQLException {
    readRetirements(connection);
    TreeMap<Integer, Long> lines = trustedLines(connection);
    SealChain chain = new SealChain(store, keys, anchors, findings);
    int line = lines.firstKey();
    AuditRowCursor cursor = openLine(connection, lines, line);
    try (PreparedStatement select =
        connection.prepareStatement(
            "select "
                + SealTable.COLUMNS
                + ", signature, leaves from orient_store.audit_seals order by seal_no")) {
      select.setFetchSize(FETCH_SIZE);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          legacySeq = legacySeq == Long.MAX_VALUE ? 0 : legacySeq;
          Seal seal = SealTable.read(row);
          if (!chain.follow(seal, row.getBytes(14))) {
            continue;
          }
          if (seal.range().line() != line) {
            checkUnsealed(cursor);
            cursor.close();
            line = seal.range().line();
            cursor = openLine(connection, lines, line);
          }
          compare(seal, SealedRows.decode(row.getBytes(15)), cursor);
        }
      }
      checkUnsealed(cursor);
    } finally {
      cursor.close();
    }
    chain.end();
    lastSeal = chain.lastNumber();
  }

  private void compare(Seal seal, SealedRows sealed, AuditRowCursor cursor) throws SQLException {
    legacySeq = seal.range().legacySeq();
    // Rows of seals that are missing or not to be trusted.
    checkEach(cursor.takeBelow(seal.range().fromXid()));
    List<AuditRow> actual = cursor.takeBelow(seal.range().toXid());
    rows += actual.size();
    boolean retired = retirements.stream().anyMatch(r -> r.covers(seal.number()));
    Set<Finding.Subject> named = new HashSet<>();
    if (Arrays.equals(sealed.root(), seal.root())) {
      for (Finding finding : SealComparison.compare(seal.number(), sealed, actual, retired)) {
        findings.add(finding);
        named.add(finding.subject());
      }
    } else {
      reportRowList(seal, actual, retired);
    }
    for (AuditRow row : actual) {
      if (!named.contains(new Finding.AuditRowSubject(row.seq()))) {
        checkAuthentic(row);
      }
    }
    if (retired) {
      retiredRows += seal.rowCount() - actual.size();
    }
  }

  /** The list of rows is a convenience; the root is what was signed. */
  private void reportRowList(Seal seal, List<AuditRow> actual, boolean retired) {
    boolean rowsAreWhole = Arrays.equals(SealedRows.of(actual).root(), seal.root());
    findings.add(
        Finding.seal(
            Kind.SEAL_ROWS_CHANGED,
            seal.number(),
            rowsAreWhole
                ? "its list of rows was changed; the rows themselves are as they were sealed"
                : "its list of rows was changed, so "
                    + (retired ? "the rows left" : "which of its rows are not as sealed")
                    + " cannot be told: it covers "
                    + seal.rowCount()
                    + ", there are "
                    + actual.size()));
  }

  private void checkUnsealed(AuditRowCursor cursor) throws SQLException {
    for (AuditRow row = cursor.take(); row != null; row = cursor.take()) {
      rows++;
      unsealedRows++;
      checkAuthentic(row);
    }
  }

  private void checkEach(List<AuditRow> uncovered) {
    rows += uncovered.size();
    uncovered.forEach(this::checkAuthentic);
  }

  private void checkAuthentic(AuditRow row) {
    boolean legacy = row.mac() == null && row.macKeyId() == null && row.seq() <= legacySeq;
    if (!legacy && !row.isAuthentic(keys)) {
      findings.add(
          Finding.row(
              Kind.AUDIT_ROW_NOT_AUTHENTIC,
              row.seq(),
              "its code does not fit its content: it was changed or made up outside the"
                  + " operator"));
    }
  }

  private void readRetirements(Connection connection) throws SQLException {
    for (RetirementTable.Stored stored : RetirementTable.all(connection)) {
      Retirement retirement = stored.retirement();
      boolean signed =
          keys.signingKey(retirement.signingKeyId())
              .map(key -> key.isSignatureOf(retirement.signed(store), stored.signature()))
              .orElse(false);
      if (signed) {
        retirements.add(retirement);
      } else {
        findings.add(
            new Finding(
                Kind.RETIREMENT_INVALID,
                new Finding.RetirementSubject(retirement.number()),
                "its signature does not fit: it was changed or made up outside the operator, so the"
                    + " rows it names count as missing"));
      }
    }
  }

  /** Each line that a seal of our own tells of, and the number that its rows come after. */
  private TreeMap<Integer, Long> trustedLines(Connection connection) throws SQLException {
    TreeMap<Integer, Long> lines = new TreeMap<>();
    lines.put(1, 0L);
    try (PreparedStatement select =
            connection.prepareStatement(
                "select distinct on (line) "
                    + SealTable.COLUMNS
                    + ", signature from orient_store.audit_seals order by line, seal_no");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        Seal seal = SealTable.read(row);
        if (SealChain.isSigned(seal, row.getBytes(14), store, keys)) {
          lines.put(seal.range().line(), seal.range().afterSeq());
        }
      }
    }
    return lines;
  }

  private static AuditRowCursor openLine(
      Connection connection, TreeMap<Integer, Long> lines, int line) throws SQLException {
    var next = lines.higherEntry(line);
    long through = next == null ? Long.MAX_VALUE : next.getValue();
    return AuditRowCursor.open(connection, lines.getOrDefault(line, 0L), through);
  }

  List<Retirement> retirements() {
    return retirements;
  }

  VerificationReport.Trail trail() {
    return new VerificationReport.Trail(rows, unsealedRows, retiredRows, lastSeal);
  }
}
