package bot.orient.secrets.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was asked of the store and what it acknowledged, to be compared with the audit trail. A call
 * without an answer may have been made or not.
 */
final class AuditBook {

  private final Map<String, Integer> attempts = new TreeMap<>();
  private final Map<String, Integer> acknowledged = new TreeMap<>();

  /** The name of a kind of call in the book. */
  static String action(String verb, StoreKey key) {
    return verb + " " + key;
  }

  void attempt(String action) {
    attempts.merge(action, 1, Integer::sum);
  }

  void acknowledge(String action) {
    acknowledged.merge(action, 1, Integer::sum);
  }

  /**
   * Where the trail has fewer rows than were acknowledged, or more than were tried.
   *
   * @param rows of the audit trail, by action
   */
  List<String> gaps(Map<String, Integer> rows) {
    List<String> gaps = new ArrayList<>();
    attempts.forEach(
        (action, tried) -> {
          int found = rows.getOrDefault(action, 0);
          int known = acknowledged.getOrDefault(action, 0);
          if (found < known || found > tried) {
            gaps.add(
                "%s: %d audit rows, %d acknowledged, %d tried"
                    .formatted(action, found, known, tried));
          }
        });
    new TreeMap<>(rows)
        .forEach(
            (action, found) -> {
              if (!attempts.containsKey(action)) {
                gaps.add("%s: %d audit rows, never tried".formatted(action, found));
              }
            });
    return gaps;
  }
}
