package bot.orient.secrets.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
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
        "Sets all choices of one name; those that are left out are removed.",
        "Example: orientctl providers set app chat=openai/gpt-5 code=anthropic"
      })
  static final class Set extends ApiCommand {

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

    Set(Tools tools) {
      super(tools);
    }

    @Override
    int run(Session session, Printer printer) {
      ObjectNode body = Json.object();
      ObjectNode useCases = body.putObject("useCases");
      choices.forEach(
          (useCase, choice) -> {
            int slash = choice.indexOf('/');
            ObjectNode one = useCases.putObject(useCase);
            one.put("provider", slash < 0 ? choice : choice.substring(0, slash));
            if (slash >= 0) {
              one.put("model", choice.substring(slash + 1));
            }
          });
      printer.print(
          result(session.send(Call.of("PUT", session.path("provider-defaults", name)).with(body))));
      return ExitCode.OK;
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
