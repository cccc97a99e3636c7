package bot.orient.secrets.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code restore}: takes a deletion back. */
@Command(
    name = "restore",
    aliases = "undelete",
    description = "Brings a deleted secret back, at the version it was deleted with.")
final class RestoreCommand extends ApiCommand {

  @Mixin private KeyArgument argument;

  RestoreCommand(Tools tools) {
    super(tools);
  }

  @Override
  int run(Session session, Printer printer) {
    JsonNode restored = session.send(Call.post(session.path("secrets", argument.key, "undelete")));
    printer.print(
        Result.sentence(
            restored,
            argument.key,
            argument.key + " is back, at version " + Documents.text(restored, "version")));
    return ExitCode.OK;
  }
}
