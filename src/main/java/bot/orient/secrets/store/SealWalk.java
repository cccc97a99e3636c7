package bot.orient.secrets.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Follows the chain of seals from its beginning, a batch at a time, and remembers where it is: what
 * it has seen cannot be cut off or exchanged unnoticed. Of each write that is sealed it looks
 * whether its version is there. The rows themselves are not compared, that is what verifying does.
 */
final class SealWalk {

  /** Checked in some 20 ms, most of it for signatures. */
  static final int SEALS_AT_ONCE = 100;

  /** A batch may have more if its first seal has: one is the least to look at. */
  static final int ROWS_AT_ONCE = 2000;

  private final UUID store;
  private final int sealsAtOnce;
  private final int rowsAtOnce;
  private final Findings findings = new Findings();
  private final SealChain chain;

  /** Of these it is not known yet whether their versions are there. */
  private List<Seal> followed = List.of();

  private boolean more;

  SealWalk(UUID store, AuditKeys keys) {
    this(store, keys, SEALS_AT_ONCE, ROWS_AT_ONCE);
  }

  SealWalk(UUID store, AuditKeys keys, int sealsAtOnce, int rowsAtOnce) {
    this.store = store;
    this.sealsAtOnce = sealsAtOnce;
    this.rowsAtOnce = rowsAtOnce;
    this.chain = new SealChain(store, keys, List.of(), findings);
  }

  /** What one batch gave. */
  sealed interface Step {

    /**
     * Nothing is wrong.
     *
     * @param more further seals wait
     */
    record Whole(boolean more) implements Step {}

    /**
     * The first thing that is wrong.
     *
     * @param why for people
     */
    record Broken(long seal, String why) implements Step {}
  }

  /** A seal with its signature. */
  private record Signed(Seal seal, byte[] signature) {}

  /** Checks the next batch; one that was interrupted is taken up again. */
  Step next(Connection connection) throws SQLException {
    if (followed.isEmpty()) {
      Optional<Step.Broken> broken = follow(connection);
      if (broken.isPresent()) {
        return broken.get();
      }
    }
    // Only now: a range that nobody signed could be made to take for ever.
    Optional<Step.Broken> missing = missingVersion(connection, followed);
    followed = List.of();
    return missing.isPresent() ? missing.get() : new Step.Whole(more);
  }

  private Optional<Step.Broken> follow(Connection connection) throws SQLException {
    Seal.Head known = chain.head();
    List<Signed> seals = select(connection, known.number());
    if (known.number() > 0) {
      Optional<Step.Broken> changed = compareWithKnown(seals, known);
      if (changed.isPresent()) {
        return changed;
      }
      seals = seals.subList(1, seals.size());
    }
    List<Signed> batch = batch(seals);
    for (Signed next : batch) {
      chain.follow(next.seal(), next.signature());
      if (!findings.all().isEmpty()) {
        Finding first = findings.all().get(0);
        return Optional.of(
            new Step.Broken(((Finding.SealSubject) first.subject()).number(), first.message()));
      }
    }
    followed = batch.stream().map(Signed::seal).toList();
    more = seals.size() > batch.size();
    return Optional.empty();
  }

  /** The seal that is known, the next ones, and one more that tells whether there are others. */
  private List<Signed> select(Connection connection, long from) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select "
                + SealTable.COLUMNS
                + ", signature from orient_store.audit_seals where seal_no >= ?"
                + " order by seal_no limit ?")) {
      select.setLong(1, from);
      select.setInt(2, sealsAtOnce + 2);
      try (ResultSet row = select.executeQuery()) {
        List<Signed> seals = new ArrayList<>();
        while (row.next()) {
          seals.add(new Signed(SealTable.read(row), row.getBytes(14)));
        }
        return seals;
      }
    }
  }

  private Optional<Step.Broken> compareWithKnown(List<Signed> seals, Seal.Head known) {
    if (seals.isEmpty()) {
      return broken(
          known,
          "it was there, and the chain ends before it now: the end was cut off, or the database was"
              + " put back to an older state, by a standby that lagged or from a backup");
    }
    Seal there = seals.get(0).seal();
    if (there.number() != known.number()) {
      return broken(known, "it was there, and was removed from the chain");
    }
    return Arrays.equals(there.hash(store), known.hash())
        ? Optional.empty()
        : broken(
            known,
            "it is another one than was there before: it was changed, or the end was cut off and went"
                + " on from there");
  }

  private static Optional<Step.Broken> broken(Seal.Head seal, String why) {
    return Optional.of(new Step.Broken(seal.number(), why));
  }

  private List<Signed> batch(List<Signed> seals) {
    int size = 0;
    long rows = 0;
    while (size < Math.min(seals.size(), sealsAtOnce) && (size == 0 || rows < rowsAtOnce)) {
      rows += seals.get(size).seal().rowCount();
      size++;
    }
    return seals.subList(0, size);
  }

  /** Transactions are counted anew in each line, so each is looked at by itself. */
  private static Optional<Step.Broken> missingVersion(Connection connection, List<Seal> batch)
      throws SQLException {
    TreeMap<Integer, List<Seal>> lines =
        batch.stream()
            .filter(seal -> seal.rowCount() > 0)
            .collect(
                Collectors.groupingBy(
                    seal -> seal.range().line(), TreeMap::new, Collectors.toList()));
    for (List<Seal> seals : lines.values()) {
      Optional<Step.Broken> missing = missingVersionOfLine(connection, seals);
      if (missing.isPresent()) {
        return missing;
      }
    }
    return Optional.empty();
  }

  /** Of rows that were retired nobody knows which versions they wrote. */
  private static Optional<Step.Broken> missingVersionOfLine(Connection connection, List<Seal> seals)
      throws SQLException {
    SealRange first = seals.get(0).range();
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select l.seq, l.xid::text, l.scope, l.key_name, l.version_to
            from orient_store.audit_log l
            where l.xid >= ?::xid8 and l.xid < ?::xid8 and l.seq > ? and l.seq <= ?
              and l.action = any (?)
              -- Not "exists": the planner may turn that into a scan of all versions, for each batch.
              and (
                select true
                from orient_store.secrets s
                join orient_store.secret_versions v on v.secret_uid = s.uid
                where s.scope = l.scope and s.name = l.key_name and v.version = l.version_to) is null
            order by l.xid, l.seq
            limit 1
            """)) {
      select.setString(1, Long.toString(first.fromXid()));
      select.setString(2, Long.toString(seals.get(seals.size() - 1).range().toXid()));
      select.setLong(3, first.afterSeq());
      select.setLong(4, seals.stream().mapToLong(Seal::lastSeq).max().orElseThrow());
      select.setArray(5, connection.createArrayOf("text", AuditLog.WRITES.toArray()));
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(missing(row, seals)) : Optional.empty();
      }
    }
  }

  private static Step.Broken missing(ResultSet row, List<Seal> seals) throws SQLException {
    long xid = Long.parseLong(row.getString(2));
    long number =
        seals.stream()
            .filter(seal -> seal.range().fromXid() <= xid && xid < seal.range().toXid())
            .findFirst()
            .orElseThrow()
            .number();
    return new Step.Broken(
        number,
        "its audit row %d tells that version %d of %s/%s was written, and the version is not there"
            .formatted(row.getLong(1), row.getLong(5), row.getString(3), row.getString(4)));
  }
}
