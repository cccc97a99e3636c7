package bot.orient.secrets.cli.client;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code history}: the versions of a secret. */
@Command(
    name = "history",
    description = "Shows the versions of a secret, newest first, of deleted ones too.")
final class HistoryCommand extends ApiCommand {

  @Mixin private KeyArgument argument;

  HistoryCommand(Tools tools) {
    super(tools);
  }

  @Override
  int run(Session session, Printer printer) {
    printer.print(
        Documents.history(
            session.send(Call.get(session.path("secrets", argument.key, "history")))));
    return ExitCode.OK;
  }
}
