package bot.orient.secrets.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code providers}: which provider serves which use case. */
@Command(name = "providers", description = "Shows or sets which provider serves which use case.")
final class ProvidersCommand extends CommandGroup {

  ProvidersCommand() {
    super("get or set is missing");
  }

  /** {@code providers get}. */
  @Command(name = "get", description = "Shows the choices of one name.")
  static final class Get extends ApiCommand {

    @Parameters(
        index = "0",
        paramLabel = "NAME",
        description = "as metadata.name of a ProviderDefaults")
    private String name;

    Get(Tools tools) {
      super(tools);
    }

    @Override
    int run(Session session, Printer printer) {
      printer.print(result(session.send(Call.get(session.path("provider-defaults", name)))));
      return ExitCode.OK;
    }
  }

  /** {@code providers set}. */
  @Command(
      name = "set",
      description = {
        "Sets all choices of one name; those that are left out are removed, unless --keep-others is"
            + " given.",
        "Example: orientctl providers set app chat=openai/gpt-5 code=anthropic"
      })
  static final class Set extends ApiCommand {

    private static final int ATTEMPTS = 3;

    @Parameters(
        index = "0",
        paramLabel = "NAME",
        description = "as metadata.name of a ProviderDefaults")
    private String name;

    @Parameters(
        index = "1..*",
        arity = "1..*",
        paramLabel = "USE_CASE=PROVIDER[/MODEL]",
        description = "as in the catalog; without a model the provider's own default")
    private Map<String, String> choices;

    @Option(
        names = "--keep-others",
        description = "leave the use cases that are not named as they are")
    private boolean keepOthers;

    Set(Tools tools) {
      super(tools);
    }

    @Override
    int run(Session session, Printer printer) {
      String path = session.path("provider-defaults", name);
      JsonNode written =
          keepOthers
              ? merged(session, path)
              : session.send(Call.of("PUT", path).with(body(Json.object())));
      printer.print(result(written));
      return ExitCode.OK;
    }

    /** Of two who do so at once, the second begins anew with what the first has written. */
    private JsonNode merged(Session session, String path) {
      for (int attempt = 1; ; attempt++) {
        Reply before = session.api().send(Call.get(path));
        boolean none =
            before.status() == 404 && Problems.of(before).exitCode() == ExitCode.NOT_FOUND;
        JsonNode there = none ? Json.object() : Problems.orThrow(before);
        if (!none && !there.has("tag")) {
          throw new ClientException(
              ExitCode.REFUSED, "--keep-others: the operator is older than orientctl, upgrade it");
        }
        Call call = Call.of("PUT", path).with(body(there.path("useCases").deepCopy()));
        Reply reply =
            session
                .api()
                .send(
                    none
                        ? call.header("If-None-Match", "*")
                        : call.header("If-Match", '"' + Documents.text(there, "tag") + '"'));
        if (reply.status() != 412 || attempt == ATTEMPTS) {
          return Problems.orThrow(reply);
        }
      }
    }

    private ObjectNode body(JsonNode others) {
      ObjectNode body = Json.object();
      ObjectNode useCases = body.putObject("useCases");
      if (others instanceof ObjectNode kept) {
        useCases.setAll(kept);
      }
      choices.forEach(
          (useCase, choice) -> {
            int slash = choice.indexOf('/');
            ObjectNode one = useCases.putObject(useCase);
            one.put("provider", slash < 0 ? choice : choice.substring(0, slash));
            if (slash >= 0) {
              one.put("model", choice.substring(slash + 1));
            }
          });
      return body;
    }
  }

  private static Result result(JsonNode defaults) {
    Table table = new Table("USE CASE", "PROVIDER", "MODEL");
    List<String> names = new ArrayList<>();
    defaults
        .path("useCases")
        .properties()
        .forEach(
            choice -> {
              names.add(choice.getKey());
              table.row(
                  choice.getKey(),
                  Documents.text(choice.getValue(), "provider"),
                  Documents.text(choice.getValue(), "model"));
            });
    return Result.table(defaults, names, table);
  }
}
