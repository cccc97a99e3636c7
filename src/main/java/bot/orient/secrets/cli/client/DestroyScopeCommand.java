package bot.orient.secrets.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code scopes destroy}: all that a scope has, for good. */
@Command(
    name = "destroy",
    description = {
      "Destroys the key of a scope after a waiting period, so that none of its values in the store"
          + " can be opened again, versions included. Until then it can be cancelled.",
      "It does not reach what is elsewhere: Secrets of the cluster, values that are sealed in Git,"
          + " and backups of the database from before, for whoever has the key-encryption key too.",
      "Example: orientctl scopes destroy shop --confirm shop"
    })
final class DestroyScopeCommand extends ScopesCommand.OfScope {

  @ArgGroup(multiplicity = "1")
  private Deed deed;

  /** What to do; exactly one. */
  private static final class Deed {
    @Option(
        names = "--confirm",
        paramLabel = "SCOPE",
        description = "ask for it; the name of the scope again")
    private String confirm;

    @Option(names = "--cancel", description = "take it back while it waits")
    private boolean cancel;

    @Option(names = "--status", description = "tell whether it waits, and until when")
    private boolean status;
  }

  DestroyScopeCommand(Tools tools) {
    super(tools);
  }

  @Override
  int runIn(Session session, Printer printer) {
    JsonNode destruction = session.send(call(session));
    if (destruction.has("warning")) {
      err().println("warning: " + Text.plain(Documents.text(destruction, "warning")));
    }
    printer.print(Result.sentence(destruction, session.scope(), sentence(destruction)));
    return ExitCode.OK;
  }

  private Call call(Session session) {
    String path = session.path("destruction");
    if (deed.cancel) {
      return Call.of("DELETE", path);
    }
    if (deed.status) {
      return Call.get(path);
    }
    if (!deed.confirm.equals(session.scope())) {
      throw ClientException.usage("--confirm must be the name of the scope: nothing was asked for");
    }
    return Call.post(path).with(Json.object().put("confirm", deed.confirm));
  }

  private static String sentence(JsonNode destruction) {
    String scope = Documents.text(destruction, "scope");
    return switch (Documents.text(destruction, "state")) {
      case "waiting" ->
          "scope %s is destroyed at %s, asked for by %s; until then: orientctl scopes destroy %s --cancel"
              .formatted(
                  scope,
                  Documents.text(destruction, "dueAt"),
                  Documents.text(destruction, "askedBy"),
                  scope);
      case "cancelled" -> "the destruction of scope " + scope + " is cancelled";
      default ->
          "scope %s was destroyed at %s".formatted(scope, Documents.text(destruction, "endedAt"));
    };
  }
}
