package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Adds the next seal to the chain, in one transaction: a sealer that dies leaves nothing behind.
 *
 * <p>Only rows of transactions below the oldest one still open are sealed; until then a row with a
 * lower place may still come. Writers never wait for it.
 */
final class AuditSealing {

  static final int ROWS_PER_SEAL = 1000;

  /** "audit" in ASCII, as a number; the lock is seen by nobody else. */
  private static final long LOCK = 0x6175646974L;

  private final UUID store;
  private final AuditKeys keys;
  private final int rowsPerSeal;
  private final Duration emptySealEvery;

  AuditSealing(UUID store, AuditKeys keys, int rowsPerSeal, Duration emptySealEvery) {
    this.store = store;
    this.keys = keys;
    this.rowsPerSeal = rowsPerSeal;
    this.emptySealEvery = emptySealEvery;
  }

  /**
   * Makes one seal, if one is due.
   *
   * @param connection in a transaction of its own
   */
  SealOutcome seal(Connection connection) throws SQLException {
    // Held to the end of the transaction: works behind a pooler, and cannot be lost unnoticed.
    if (!lock(connection)) {
      return new SealOutcome.Busy();
    }
    Optional<Seal> newest = SealTable.newest(connection);
    SealRange start = start(connection, newest);
    Fence fence = fence(connection);
    boolean restored = fence.xid() < start.fromXid();
    Batch batch = batch(connection, start, restored ? Long.MAX_VALUE : fence.xid());
    if (restored && batch.rows().isEmpty()) {
      // Transaction ids began anew, and what the other cluster had left unsealed is sealed.
      start = start.nextLine(lastSeq(connection));
      batch = batch(connection, start, fence.xid());
    } else if (batch.rows().isEmpty() && !emptySealDue(newest, fence.now())) {
      return new SealOutcome.NothingDue();
    }
    SealedRows rows = SealedRows.of(batch.rows());
    Seal.Head head = newest.map(seal -> seal.head(store)).orElse(Seal.Head.NONE);
    Seal seal = Seal.over(start.until(batch.end()), rows, head, fence.now(), keys.signingKeyId());
    SealTable.insert(connection, seal, rows, seal.signature(store, keys.signingKey()));
    return new SealOutcome.Sealed(seal.number(), seal.rowCount(), restored || batch.more());
  }

  /** The chain begins at once, so that an anchor can be set. */
  private boolean emptySealDue(Optional<Seal> newest, Instant now) {
    return newest.isEmpty() || !now.isBefore(newest.get().sealedAt().plus(emptySealEvery));
  }

  private static SealRange start(Connection connection, Optional<Seal> newest) throws SQLException {
    if (newest.isPresent()) {
      return newest.get().range().next();
    }
    long legacy =
        number(
            connection,
            "select coalesce(max(seq), 0) from orient_store.audit_log where row_mac is null");
    return new SealRange(1, 0, legacy, 0, 0);
  }

  /**
   * The rows of the next seal. A transaction is never cut in two, so a large one may exceed the
   * number of rows that a seal has.
   *
   * @param end the first transaction that it does not cover
   * @param more further rows wait
   */
  private record Batch(List<AuditRow> rows, long end, boolean more) {}

  private Batch batch(Connection connection, SealRange start, long end) throws SQLException {
    List<AuditRow> rows = rows(connection, start.until(end), rowsPerSeal + 1);
    if (rows.size() <= rowsPerSeal) {
      boolean openEnd = end == Long.MAX_VALUE && !rows.isEmpty();
      return new Batch(rows, openEnd ? rows.get(rows.size() - 1).xid() + 1 : end, false);
    }
    long cut = rows.get(rowsPerSeal).xid();
    if (cut > rows.get(0).xid()) {
      return new Batch(rows.stream().filter(row -> row.xid() < cut).toList(), cut, true);
    }
    return new Batch(rows(connection, start.until(cut + 1), Integer.MAX_VALUE), cut + 1, true);
  }

  private static List<AuditRow> rows(Connection connection, SealRange range, int limit)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select "
                + AuditRow.COLUMNS
                + """
                 from orient_store.audit_log l
                where l.xid >= ?::xid8 and l.xid < ?::xid8 and l.seq > ?
                order by l.xid, l.seq
                limit ?
                """)) {
      select.setString(1, Long.toString(range.fromXid()));
      select.setString(2, Long.toString(range.toXid()));
      select.setLong(3, range.afterSeq());
      select.setInt(4, limit);
      try (ResultSet row = select.executeQuery()) {
        List<AuditRow> rows = new ArrayList<>();
        while (row.next()) {
          rows.add(AuditRow.read(row));
        }
        return rows;
      }
    }
  }

  /**
   * The oldest transaction still open, and when it was looked at. All below it have ended, so a
   * later statement sees all of their rows.
   */
  private record Fence(long xid, Instant now) {}

  private static Fence fence(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "select pg_snapshot_xmin(pg_current_snapshot())::text, clock_timestamp()");
        ResultSet row = select.executeQuery()) {
      row.next();
      return new Fence(
          Long.parseLong(row.getString(1)), row.getObject(2, OffsetDateTime.class).toInstant());
    }
  }

  /** The highest number that was sealed: rows written since a restore have higher ones. */
  private static long lastSeq(Connection connection) throws SQLException {
    return number(connection, "select coalesce(max(last_seq), 0) from orient_store.audit_seals");
  }

  private static boolean lock(Connection connection) throws SQLException {
    try (PreparedStatement lock =
            connection.prepareStatement("select pg_try_advisory_xact_lock(" + LOCK + ")");
        ResultSet row = lock.executeQuery()) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql);
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }
}
