package bot.orient.secrets.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code status}: what needs a look. */
@Command(
    name = "status",
    description = {
      "Shows how the resources are: one line a namespace, then what is to be known of them, what"
          + " needs attention first - keys without a value, values due for rotation, what is not"
          + " ready, rollouts that failed, restarts that wait, sources that are hidden by others.",
      "Of all namespaces, those are shown that have resources and where you may list secrets."
    })
final class StatusCommand extends ApiCommand {

  private static final String ALL = "/v1/status";

  /** The operator asks about 50 namespaces in a call, so this is enough for 1000. */
  private static final int MOST_CALLS = 20;

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "all namespaces that you may look at; default: the one of --namespace")
  private boolean all;

  @Option(names = "--problems", description = "only what needs attention")
  private boolean problems;

  @Option(
      names = "--exit-code",
      description =
          "end with "
              + ExitCode.ATTENTION
              + " if something needs attention, else with "
              + ExitCode.UNAVAILABLE
              + " if not all namespaces could be looked at")
  private boolean exitCode;

  StatusCommand(Tools tools) {
    super(tools);
  }

  @Override
  boolean needsScope() {
    return !all;
  }

  @Override
  int run(Session session, Printer printer) {
    JsonNode status = all ? ofAll(session) : session.send(Call.get(session.path("status")));
    int found = exitCode(status);
    if (problems) {
      StatusText.keepProblems(status);
    }
    printer.print(StatusText.of(status, problems));
    return exitCode ? found : ExitCode.OK;
  }

  /** Each call gets further: the operator remembers for a while what it found out. */
  private JsonNode ofAll(Session session) {
    JsonNode status = session.send(Call.get(ALL));
    PatientCalls calls = new PatientCalls(session, tools().pause());
    for (int call = 1; call < MOST_CALLS && isTruncated(status); call++) {
      status = calls.send(() -> Call.get(ALL));
    }
    return status;
  }

  private static boolean isTruncated(JsonNode status) {
    return status.path("truncated").asBoolean();
  }

  private static int exitCode(JsonNode status) {
    if (status.path("attention").asInt() > 0) {
      return ExitCode.ATTENTION;
    }
    return isTruncated(status) ? ExitCode.UNAVAILABLE : ExitCode.OK;
  }
}
