package bot.orient.secrets.admin;

import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.VerificationReport;
import java.util.List;

/** Verifying the whole store. */
final class VerificationEndpoints {

  private final Verification verification;

  VerificationEndpoints(Verification verification) {
    this.verification = verification;
  }

  /**
   * Where the last verification stands: {@code never}, {@code running}, {@code done}, {@code
   * failed}.
   */
  private record StateView(String state, String at, String message, ReportView report) {}

  /** What it found; see {@link VerificationReport}. */
  private record ReportView(
      boolean clean,
      long secrets,
      long versions,
      long dataKeys,
      long auditRows,
      long unsealedAuditRows,
      long retiredAuditRows,
      long lastSeal,
      int anchors,
      List<FindingView> findings,
      long furtherFindings) {

    static ReportView of(VerificationReport report) {
      return new ReportView(
          report.isClean(),
          report.values().secrets(),
          report.values().versions(),
          report.values().dataKeys(),
          report.trail().rows(),
          report.trail().unsealedRows(),
          report.trail().retiredRows(),
          report.trail().lastSeal(),
          report.anchors(),
          report.findings().stream()
              .map(
                  finding ->
                      new FindingView(
                          HistoryView.lower(finding.kind()),
                          finding.subject().toString(),
                          finding.message()))
              .toList(),
          report.furtherFindings());
    }
  }

  /** One thing that is wrong. */
  private record FindingView(String kind, String subject, String message) {}

  Answer start(ApiRequest request, Actor actor) {
    return Answers.accepted(view(verification.start()));
  }

  Answer get(ApiRequest request, Actor actor) {
    return Answers.ok(view(verification.state()));
  }

  private static StateView view(Verification.State state) {
    if (state instanceof Verification.Running running) {
      return new StateView("running", running.since().toString(), null, null);
    }
    if (state instanceof Verification.Done done) {
      return new StateView(
          "done", done.report().at().toString(), null, ReportView.of(done.report()));
    }
    if (state instanceof Verification.Failed failed) {
      return new StateView("failed", failed.at().toString(), failed.message(), null);
    }
    return new StateView("never", null, null, null);
  }
}
