package bot.orient.secrets.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code compromised}: others know the value. */
@Command(
    name = "compromised",
    description =
        "Marks the current value as known to others: it is due for rotation, and nobody can set it"
            + " again.")
final class CompromisedCommand extends ApiCommand {

  @Mixin private KeyArgument argument;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "for people; never a value, since everybody who may look can read it")
  private String reason;

  CompromisedCommand(Tools tools) {
    super(tools);
  }

  @Override
  int run(Session session, Printer printer) {
    ObjectNode report = Json.object();
    if (reason != null) {
      report.put("reason", reason);
    }
    JsonNode marked =
        session.send(Call.post(session.path("secrets", argument.key, "compromised")).with(report));
    printer.print(
        Result.sentence(
            marked,
            argument.key,
            "version %s of %s is marked; set a new value with 'orientctl set %s'"
                .formatted(Documents.text(marked, "version"), argument.key, argument.key)));
    return ExitCode.OK;
  }
}
