package bot.orient.secrets.migration;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What became of every row.
 *
 * @param source name of Orient's database
 * @param history how many audit rows were copied that were not there yet; in a dry run, how many
 *     there are
 */
public record ImportReport(String source, boolean dryRun, List<RowReport> rows, int history) {

  public ImportReport {
    rows = List.copyOf(rows);
  }

  /** How many rows came to each outcome that any came to. */
  public Map<ImportOutcome, Integer> counts() {
    Map<ImportOutcome, Integer> counts = new EnumMap<>(ImportOutcome.class);
    rows.forEach(row -> counts.merge(row.outcome(), 1, Integer::sum));
    return counts;
  }

  /** Whether no row is left for a person to look at. */
  public boolean isComplete() {
    return rows.stream().allMatch(row -> row.outcome().isFine());
  }
}
