package bot.orient.secrets.cli.client;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code delete}: until it is restored. */
@Command(
    name = "delete",
    description = "Deletes a secret; restore brings it back while its window is open.")
final class DeleteCommand extends ApiCommand {

  @Mixin private KeyArgument argument;

  DeleteCommand(Tools tools) {
    super(tools);
  }

  @Override
  int run(Session session, Printer printer) {
    session.send(Call.of("DELETE", session.path("secrets", argument.key)));
    printer.print(
        Result.sentence(
            Json.object().put("key", argument.key).put("result", "deleted"),
            argument.key,
            argument.key + " is deleted; 'orientctl restore' brings it back"));
    return ExitCode.OK;
  }
}
