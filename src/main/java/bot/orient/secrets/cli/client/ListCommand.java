package bot.orient.secrets.cli.client;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code list}: the secrets of a scope. */
@Command(
    name = "list",
    description = "Lists the secrets of a scope, and what the catalog knows besides.")
final class ListCommand extends ApiCommand {

  @Option(names = "--category", paramLabel = "CATEGORY", description = "this category only")
  private String category;

  ListCommand(Tools tools) {
    super(tools);
  }

  @Override
  int run(Session session, Printer printer) {
    String query = category == null ? "" : "?category=" + Session.encoded(category);
    printer.print(Documents.list(session.send(Call.get(session.path("secrets") + query))));
    return ExitCode.OK;
  }
}
