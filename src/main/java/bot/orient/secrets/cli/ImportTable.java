package bot.orient.secrets.cli;

import bot.orient.secrets.migration.ImportOutcome;
import bot.orient.secrets.migration.ImportReport;
import bot.orient.secrets.migration.RowReport;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** An import's report as text: a line a row, then the sums. */
final class ImportTable {

  private ImportTable() {}

  static String of(ImportReport report) {
    int keys = width("KEY", report.rows().stream().mapToInt(row -> row.key().length()).max());
    int outcomes =
        width(
            "OUTCOME",
            report.rows().stream().mapToInt(row -> row.outcome().label().length()).max());
    StringBuilder text = new StringBuilder();
    line(text, keys, outcomes, "KEY", "OUTCOME", "REMARK");
    for (RowReport row : report.rows()) {
      line(text, keys, outcomes, row.key(), row.outcome().label(), row.remark());
    }
    return text.append('\n').append(sums(report)).toString();
  }

  private static int width(String heading, OptionalInt longest) {
    return Math.max(heading.length(), longest.orElse(0));
  }

  private static void line(
      StringBuilder text, int keys, int outcomes, String key, String outcome, String remark) {
    String line =
        key
            + " ".repeat(keys - key.length() + 3)
            + outcome
            + " ".repeat(outcomes - outcome.length() + 3)
            + remark.replaceAll("\\s+", " ");
    text.append(line.stripTrailing()).append('\n');
  }

  private static String sums(ImportReport report) {
    String counts =
        report.counts().entrySet().stream()
            .map(count -> count.getValue() + " " + count.getKey().label())
            .collect(Collectors.joining(", "));
    String text =
        "%s%s: %s; %d audit rows %s, as unverified history%n"
            .formatted(
                report.dryRun() ? "Dry run, nothing was written. " : "",
                report.source(),
                counts.isEmpty() ? "no secrets" : counts,
                report.history(),
                report.dryRun() ? "found" : "copied");
    Set<ImportOutcome> outcomes = report.counts().keySet();
    boolean noneOpens =
        outcomes.contains(ImportOutcome.WRONG_KEY)
            && !outcomes.contains(ImportOutcome.CONFLICT)
            && outcomes.stream().noneMatch(ImportOutcome::isFine);
    return noneOpens
        ? text
            + "No row opens with it: check ORIENT_MASTER_KEY against the one Orient's services run with.\n"
        : text;
  }
}
