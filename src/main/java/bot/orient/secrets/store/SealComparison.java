package bot.orient.secrets.store;

import bot.orient.secrets.store.Finding.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares the rows that are there with those that were sealed, and names each difference. */
final class SealComparison {

  /** With more differences than this, where a row came from is not searched for. */
  private static final int MOST_SEARCHED = 50;

  private final long sealNumber;
  private final Map<Long, byte[]> sealed = new HashMap<>();
  private final Map<Long, AuditRow> differing = new TreeMap<>();
  private final Set<Long> missing = new TreeSet<>();
  private final List<Finding> findings = new ArrayList<>();

  private SealComparison(long sealNumber, SealedRows expected, List<AuditRow> actual) {
    this.sealNumber = sealNumber;
    expected.leaves().forEach(leaf -> sealed.put(leaf.seq(), leaf.hash()));
    missing.addAll(sealed.keySet());
    for (AuditRow row : actual) {
      missing.remove(row.seq());
      if (!Arrays.equals(sealed.get(row.seq()), row.leaf())) {
        differing.put(row.seq(), row);
      }
    }
  }

  /**
   * The differences of one seal.
   *
   * @param retired rows that are not there any more were removed because of their age
   */
  static List<Finding> compare(
      long sealNumber, SealedRows expected, List<AuditRow> actual, boolean retired) {
    SealComparison comparison = new SealComparison(sealNumber, expected, actual);
    comparison.name();
    if (!retired) {
      comparison.nameMissing();
    }
    return comparison.findings;
  }

  private void name() {
    Set<Long> places = new TreeSet<>(missing);
    places.addAll(differing.keySet());
    places.retainAll(sealed.keySet());
    Set<Long> transactions = new HashSet<>();
    differing.values().forEach(row -> transactions.add(row.xid()));
    boolean search = places.size() <= MOST_SEARCHED;
    for (AuditRow row : differing.values()) {
      Place origin = search ? origin(row, places, transactions) : null;
      if (origin == null) {
        boolean known = sealed.containsKey(row.seq());
        add(
            known ? Kind.AUDIT_ROW_CHANGED : Kind.AUDIT_ROW_INSERTED,
            row.seq(),
            known
                ? "its content is not what seal " + sealNumber + " has of it"
                : "it was slipped in among the rows of seal " + sealNumber + " later");
      } else if (origin.seq() == row.seq()) {
        add(
            Kind.AUDIT_ROW_REORDERED,
            row.seq(),
            "it says transaction " + row.xid() + " and was sealed as of " + origin.xid());
      } else {
        missing.remove(origin.seq());
        add(Kind.AUDIT_ROW_MOVED, row.seq(), "it has the content of audit row " + origin.seq());
      }
    }
  }

  private void nameMissing() {
    for (long seq : missing) {
      add(Kind.AUDIT_ROW_MISSING, seq, "it was removed; seal " + sealNumber + " covers it");
    }
  }

  private record Place(long seq, long xid) {}

  /** Where this content was sealed, or null. */
  private Place origin(AuditRow row, Set<Long> places, Set<Long> transactions) {
    for (long seq : places) {
      for (long xid : transactions) {
        if (Arrays.equals(sealed.get(seq), row.at(seq, xid).leaf())) {
          return new Place(seq, xid);
        }
      }
    }
    return null;
  }

  private void add(Kind kind, long seq, String message) {
    findings.add(Finding.row(kind, seq, message));
  }
}
