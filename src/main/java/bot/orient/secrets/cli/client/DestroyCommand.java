package bot.orient.secrets.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code destroy}: for good. */
@Command(
    name = "destroy",
    description =
        "Destroys all values of a deleted secret for good, or one earlier version. Asks first.")
final class DestroyCommand extends ApiCommand {

  @Mixin private KeyArgument argument;

  @Option(
      names = "--only",
      paramLabel = "VERSION",
      description = "this version only; default: all values of a deleted secret")
  private Long version;

  @Option(names = "--yes", description = "do not ask")
  private boolean yes;

  DestroyCommand(Tools tools) {
    super(tools);
  }

  @Override
  void prepare() {
    if (yes) {
      return;
    }
    if (!tools().terminal().canAsk()) {
      throw ClientException.usage("nobody can be asked here: say --yes if it is meant");
    }
    String what = version == null ? "all its values are" : "version " + version + " is";
    Optional<String> answer =
        tools().terminal().ask(what + " lost for good. Type the key again to go on: ");
    if (!answer.map(String::strip).equals(Optional.of(argument.key))) {
      throw ClientException.usage("that was not the key: nothing was destroyed");
    }
  }

  @Override
  int run(Session session, Printer printer) {
    String path =
        version == null
            ? session.path("secrets", argument.key, "versions")
            : session.path("secrets", argument.key, "versions", version.toString());
    JsonNode destroyed = session.send(Call.of("DELETE", path));
    printer.print(
        Result.sentence(
            destroyed,
            argument.key,
            "values of "
                + argument.key
                + " that were destroyed: "
                + Documents.text(destroyed, "destroyedVersions")));
    return ExitCode.OK;
  }
}
