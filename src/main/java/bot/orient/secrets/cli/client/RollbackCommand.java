package bot.orient.secrets.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rollback}: an earlier value again. */
@Command(
    name = "rollback",
    description = "Has the value of an earlier version again, as a new version.")
final class RollbackCommand extends ApiCommand {

  @Mixin private KeyArgument argument;

  @Option(names = "--to", required = true, paramLabel = "VERSION", description = "see history")
  private long version;

  @Option(
      names = "--if-revision",
      paramLabel = "N",
      description = "only if the secret still has this revision")
  private Long revision;

  RollbackCommand(Tools tools) {
    super(tools);
  }

  @Override
  int run(Session session, Printer printer) {
    Call call =
        Call.post(session.path("secrets", argument.key, "rollback"))
            .with(Json.object().put("version", version));
    if (revision != null) {
      call.header("If-Match", "\"" + revision + "\"");
    }
    JsonNode written = session.send(call);
    String now = Documents.text(written, "version");
    printer.print(
        Result.sentence(
            written,
            argument.key,
            Documents.text(written, "result").equals("unchanged")
                ? argument.key + " has this value already, at version " + now
                : "%s has the value of version %d again, as version %s"
                    .formatted(argument.key, version, now)));
    return ExitCode.OK;
  }
}
