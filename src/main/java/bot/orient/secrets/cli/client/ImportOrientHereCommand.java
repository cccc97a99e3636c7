package bot.orient.secrets.cli.client;

import bot.orient.secrets.cli.OrientImportFlags;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code import-orient}: takes over what an Orient keeps in its own database. */
@Command(
    name = "import-orient",
    description = {
      "Reads the PostgreSQL database of an Orient v0.1.x from here, opens its rows and imports"
          + " secrets and provider defaults into the scope. A bad row stops no other; a second run"
          + " writes only what changed there since. Ends with 1 if a row needs a look.",
      "",
      "Reads ORIENT_IMPORT_DATABASE_URL (Orient's DATABASE_URL, or a JDBC URL; user and password"
          + " also as ORIENT_IMPORT_DATABASE_USER and _PASSWORD) and ORIENT_MASTER_KEY; each but"
          + " the user also from the file that the variable with _FILE names. At a terminal, URL and"
          + " key are asked for.",
      "",
      "Orient's audit rows are copied only by the operator's own import-orient, which is at the"
          + " store."
    })
final class ImportOrientHereCommand extends ApiCommand {

  @Mixin private OrientImportFlags flags;

  ImportOrientHereCommand(Tools tools) {
    super(tools);
  }

  @Override
  int run(Session session, Printer printer) {
    JsonNode report =
        new OrientTransfer(new OrientInput(tools().terminal()))
            .run(session, flags.into(session.scope()), tools().pause());
    printer.print(ImportText.of(report));
    return report.path("notImported").asInt() == 0 ? ExitCode.OK : ExitCode.REFUSED;
  }
}
