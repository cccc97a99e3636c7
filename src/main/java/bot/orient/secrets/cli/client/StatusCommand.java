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

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "all namespaces that you may look at; default: the one of --namespace")
  private boolean all;

  @Option(names = "--problems", description = "only what needs attention")
  private boolean problems;

  @Option(
      names = "--exit-code",
      description = "end with " + ExitCode.ATTENTION + " if something needs attention")
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
    JsonNode status = session.send(Call.get(all ? "/v1/status" : session.path("status")));
    boolean well = status.path("attention").asInt() == 0;
    if (problems) {
      StatusText.keepProblems(status);
    }
    printer.print(StatusText.of(status, problems));
    return well || !exitCode ? ExitCode.OK : ExitCode.ATTENTION;
  }
}
