package bot.orient.secrets.monitoring;

import java.util.ArrayList;
import java.util.List;

/**
 * The answer to a probe.
 *
 * @param lines one a check, for people
 */
record HealthReport(boolean well, List<String> lines) {

  static HealthReport of(List<Check> checks, List<Check> remarks) {
    boolean well = true;
    List<String> lines = new ArrayList<>();
    for (Check check : checks) {
      boolean passes = check.passes();
      well &= passes;
      lines.add(check.name() + (passes ? " ok" : " failed"));
    }
    remarks.forEach(
        check -> lines.add(check.name() + (check.passes() ? " ok" : " failed (does not count)")));
    return new HealthReport(well, lines);
  }

  String text() {
    return String.join("\n", lines) + "\n";
  }
}
