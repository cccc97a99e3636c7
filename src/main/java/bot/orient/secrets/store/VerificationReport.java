package bot.orient.secrets.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a verification of the whole store found.
 *
 * @param at when, by the database's clock
 * @param anchors how many seals were compared with what is known outside of the database
 * @param findings all that is wrong, 1000 at most
 * @param furtherFindings how many more there are
 */
public record VerificationReport(
    Instant at,
    Values values,
    Trail trail,
    int anchors,
    List<Finding> findings,
    long furtherFindings) {

  public VerificationReport {
    findings = List.copyOf(findings);
  }

  /**
   * The values that were checked.
   *
   * @param versions each was decrypted
   */
  public record Values(long secrets, long versions, long dataKeys) {}

  /**
   * The audit trail that was checked.
   *
   * @param rows that are there
   * @param unsealedRows those of them that are too new for a seal: their codes were checked
   * @param retiredRows that were removed because of their age; their seals are there
   * @param lastSeal the number of the newest seal; 0 when there is none
   */
  public record Trail(long rows, long unsealedRows, long retiredRows, long lastSeal) {}

  public boolean isClean() {
    return findings.isEmpty();
  }

  /** For a person, with a verdict in the first line. */
  public String toText() {
    StringBuilder text = new StringBuilder();
    text.append(isClean() ? "OK: nothing is wrong" : "NOT OK: " + count() + " found");
    text.append("\nchecked at ").append(at);
    line(text, values.versions() + " versions of " + values.secrets() + " secrets, all decrypted");
    line(text, values.dataKeys() + " data keys, all unwrapped");
    line(text, trail.rows() + " audit rows, " + trail.unsealedRows() + " of them not sealed yet");
    line(text, "the chain up to seal " + trail.lastSeal());
    if (trail.retiredRows() > 0) {
      line(text, trail.retiredRows() + " audit rows were retired by age, and are covered by seals");
    }
    line(
        text,
        anchors == 0
            ? "no anchor outside of the database: a cut end of the trail cannot be found"
            : anchors + " anchors outside of the database");
    findings.forEach(f -> line(text, f.kind() + " " + f.subject() + ": " + f.message()));
    if (furtherFindings > 0) {
      line(text, "and " + furtherFindings + " more");
    }
    return text.append('\n').toString();
  }

  private String count() {
    Map<Finding.Kind, Long> kinds = new TreeMap<>();
    findings.forEach(finding -> kinds.merge(finding.kind(), 1L, Long::sum));
    return findings.size() + furtherFindings + " of " + kinds.size() + " kinds";
  }

  private static void line(StringBuilder text, String line) {
    text.append("\n  ").append(line);
  }
}
