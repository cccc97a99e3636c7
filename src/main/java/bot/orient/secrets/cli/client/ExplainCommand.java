package bot.orient.secrets.cli.client;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code explain}: where a value comes from, and who gets it. */
@Command(
    name = "explain",
    description = {
      "Shows which source of a key wins, who gets the value at which version, and which workloads"
          + " are still to be restarted.",
      "Of namespaces whose secrets you may not see, the users are only counted."
    })
final class ExplainCommand extends ApiCommand {

  @Mixin private KeyArgument argument;

  ExplainCommand(Tools tools) {
    super(tools);
  }

  @Override
  int run(Session session, Printer printer) {
    printer.print(
        ExplanationText.of(
            session.send(Call.get(session.path("secrets", argument.key, "explain")))));
    return ExitCode.OK;
  }
}
