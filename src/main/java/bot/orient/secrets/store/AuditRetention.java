package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Removes rows of the trail that are old enough, seal by seal; the seals stay and a signed record
 * says which rows went, so the chain stays whole and verifies.
 *
 * <p>Not by dropping partitions: their bounds are times, while seals follow transactions, so a
 * partition would cut seals in two; a partitioned table could not keep {@code seq} unique; and the
 * operator's role would have to own the table. The database itself refuses to remove a row that is
 * not sealed, not recorded here or too young.
 */
final class AuditRetention {

  /** Twenty thousand rows in a transaction, unless single transactions wrote more. */
  private static final int SEALS_AT_ONCE = 20;

  private static final Actor OPERATOR =
      new Actor("orient-secrets-operator", Actor.Kind.OPERATOR, "audit retention");

  private final Database database;
  private final SealerKeys keys;
  private final Duration kept;

  AuditRetention(Database database, SealerKeys keys, Duration kept) {
    this.database = database;
    this.keys = keys;
    this.kept = kept;
  }

  /** Returns how many rows went. */
  long retireAll(BooleanSupplier goOn) {
    long rows = 0;
    long retired = -1;
    while (retired != 0 && goOn.getAsBoolean()) {
      retired = database.transaction("retiring rows of the audit trail", this::retireSome);
      rows += retired;
    }
    return rows;
  }

  private long retireSome(Connection connection) throws SQLException {
    // Replicas that do the same at once would record the same seals twice.
    lock(connection);
    Optional<Span> span = nextSpan(connection);
    if (span.isEmpty()) {
      return 0;
    }
    Retirement retirement = retirement(connection, span.get());
    RetirementTable.insert(
        connection, retirement, keys.audit().signingKey().sign(retirement.signed(keys.store())));
    if (keys.log().isPresent()) {
      keys.log()
          .get()
          .add(
              connection,
              "",
              OPERATOR,
              AuditLog.Event.of(
                  AuditLog.RETIRE,
                  "seals " + retirement.firstSeal() + " to " + retirement.throughSeal()));
    }
    return delete(connection, span.get());
  }

  /**
   * Seals whose rows may go.
   *
   * @param before rows that are older may go
   */
  private record Span(
      long firstSeal, long throughSeal, long afterSeq, long fromXid, long toXid, Instant before) {}

  /** Up to the first seal that has a row that is too young, within one line. */
  private Optional<Span> nextSpan(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            with edge as (
              select clock_timestamp() - ? * interval '1 microsecond' as before),
            done as (
              select coalesce(max(through_seal), 0) as seal_no from orient_store.audit_retirements),
            next as (
              select s.* from orient_store.audit_seals s, done
              where s.seal_no > done.seal_no and s.row_count > 0 order by s.seal_no limit ?),
            young as (
              select min(n.seal_no) as seal_no
              from next n, edge
              where n.sealed_at >= edge.before
                 or n.line <> (select f.line from next f order by f.seal_no limit 1)
                 or exists (
                   select 1 from orient_store.audit_log l
                   where l.xid >= n.from_xid and l.xid < n.to_xid and l.seq > n.after_seq
                     and l.at >= edge.before))
            select min(n.seal_no), max(n.seal_no), min(n.after_seq),
                   (array_agg(n.from_xid::text order by n.seal_no))[1],
                   (array_agg(n.to_xid::text order by n.seal_no desc))[1],
                   edge.before, sum(n.row_count)
            from next n, edge, young
            where n.seal_no < coalesce(young.seal_no, n.seal_no + 1)
            group by edge.before
            """)) {
      select.setLong(1, kept.toNanos() / 1000);
      select.setInt(2, SEALS_AT_ONCE);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next() || row.getLong(7) == 0) {
          return Optional.empty();
        }
        return Optional.of(
            new Span(
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                Long.parseLong(row.getString(4)),
                Long.parseLong(row.getString(5)),
                row.getObject(6, OffsetDateTime.class).toInstant()));
      }
    }
  }

  private Retirement retirement(Connection connection, Span span) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select (select coalesce(max(retirement_no), 0) + 1 from orient_store.audit_retirements),
                   (select sum(row_count) from orient_store.audit_seals
                    where seal_no between ? and ?),
                   clock_timestamp()
            """)) {
      select.setLong(1, span.firstSeal());
      select.setLong(2, span.throughSeal());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return new Retirement(
            row.getLong(1),
            span.firstSeal(),
            span.throughSeal(),
            row.getLong(2),
            span.before(),
            row.getObject(3, OffsetDateTime.class).toInstant(),
            keys.audit().signingKeyId());
      }
    }
  }

  private static long delete(Connection connection, Span span) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            """
            delete from orient_store.audit_log
            where xid >= ?::xid8 and xid < ?::xid8 and seq > ? and at < ?
            """)) {
      delete.setString(1, Long.toString(span.fromXid()));
      delete.setString(2, Long.toString(span.toXid()));
      delete.setLong(3, span.afterSeq());
      delete.setObject(4, span.before().atOffset(ZoneOffset.UTC));
      return delete.executeUpdate();
    }
  }

  private static void lock(Connection connection) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement(
            "select pg_advisory_xact_lock(hashtextextended('orient/retire', 0))")) {
      lock.execute();
    }
  }
}
