package bot.orient.secrets.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers findings, each thing once and a bounded number of them. A row that is missing in one seal
 * and slipped into another one is one finding: it was moved.
 */
final class Findings {

  static final int MOST = 1000;

  private final Map<Finding.Subject, List<Finding>> bySubject = new LinkedHashMap<>();
  private int kept;
  private long further;

  void add(Finding finding) {
    List<Finding> known = bySubject.computeIfAbsent(finding.subject(), s -> new ArrayList<>());
    if (known.stream().anyMatch(other -> other.kind() == finding.kind())) {
      return;
    }
    for (int i = 0; i < known.size(); i++) {
      if (isMove(known.get(i).kind(), finding.kind())) {
        known.set(i, moved(finding));
        return;
      }
    }
    if (kept == MOST) {
      further++;
      if (known.isEmpty()) {
        bySubject.remove(finding.subject());
      }
      return;
    }
    known.add(finding);
    kept++;
  }

  private static boolean isMove(Finding.Kind one, Finding.Kind other) {
    return one == Finding.Kind.AUDIT_ROW_MISSING && other == Finding.Kind.AUDIT_ROW_INSERTED
        || one == Finding.Kind.AUDIT_ROW_INSERTED && other == Finding.Kind.AUDIT_ROW_MISSING;
  }

  private static Finding moved(Finding finding) {
    return new Finding(
        Finding.Kind.AUDIT_ROW_MOVED,
        finding.subject(),
        "the row stands among those of another seal than the one it was sealed in");
  }

  List<Finding> all() {
    return bySubject.values().stream().flatMap(List::stream).toList();
  }

  /** How many more there are than are kept. */
  long further() {
    return further;
  }
}
