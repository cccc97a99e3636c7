package bot.orient.secrets.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rotate-key}: the key that a scope's values are encrypted with. */
@Command(
    name = "rotate-key",
    description =
        "Encrypts all values of the scope with a new key, and waits until that is done. The values"
            + " stay as they are.")
final class RotateKeyCommand extends ApiCommand {

  @Option(names = "--no-wait", description = "only begin; --status tells how far it is")
  private boolean noWait;

  @Option(names = "--status", description = "begin nothing, tell how far the newest one is")
  private boolean status;

  RotateKeyCommand(Tools tools) {
    super(tools);
  }

  @Override
  int run(Session session, Printer printer) {
    String path = session.path("key-rotation");
    if (status) {
      return print(session.send(Call.get(path)), printer);
    }
    JsonNode begun = session.send(Call.post(path));
    if (noWait) {
      return print(begun, printer);
    }
    boolean seen = tools().terminal().isSeen() && printer.format() == OutputFormat.TABLE;
    return print(
        new Waiting(session, err(), seen, tools().pause()).until(path, Set.of("running")), printer);
  }

  private static int print(JsonNode rotation, Printer printer) {
    String state = Documents.text(rotation, "state");
    printer.print(
        Result.sentence(
            rotation,
            Documents.text(rotation, "scope"),
            "%s: key %s is %s, %s of %s versions, %s failed"
                .formatted(
                    Documents.text(rotation, "scope"),
                    Documents.text(rotation, "toGeneration"),
                    state,
                    Documents.text(rotation, "done"),
                    Documents.text(rotation, "total"),
                    Documents.text(rotation, "failed"))));
    return state.equals("incomplete") ? ExitCode.REFUSED : ExitCode.OK;
  }
}
