package bot.orient.secrets.cli;

import bot.orient.secrets.crypto.OrientMasterKey;
import bot.orient.secrets.migration.ImportReport;
import bot.orient.secrets.migration.OrientImport;
import bot.orient.secrets.migration.StoreTarget;
import bot.orient.secrets.store.Actor;
import bot.orient.secrets.store.OrientDatabase;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code import-orient}: takes over what an Orient keeps in its own database. */
@Command(
    name = "import-orient",
    description = {
      "Imports secrets, provider defaults and audit history from the PostgreSQL database of an Orient v0.1.x. A bad row stops no"
          + " other; a second run writes only what changed there since.",
      "",
      "Reads the operator's own variables, and ORIENT_IMPORT_DATABASE_URL (Orient's DATABASE_URL, or a JDBC URL; user and password also"
          + " as ORIENT_IMPORT_DATABASE_USER and _PASSWORD or _PASSWORD_FILE) and ORIENT_MASTER_KEY or ORIENT_MASTER_KEY_FILE.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the store has everything that it should have",
      "1:a database cannot be reached or used",
      "2:wrong options",
      "3:some rows need a look: see the table",
      "78:a variable is missing or wrong"
    })
final class ImportOrientCommand implements Callable<Integer> {

  static final int ROWS_LEFT = 3;

  private final ImportTools tools;

  @Spec private CommandSpec command;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this and exit")
  private boolean help;

  @Option(
      names = "--scope",
      required = true,
      paramLabel = "SCOPE",
      description = "where the keys go: a namespace, or a shared scope")
  private String scope;

  @Mixin private OrientImportFlags flags;

  ImportOrientCommand(ImportTools tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() {
    OrientDatabase orient = tools.orient();
    try (OrientMasterKey key = tools.masterKey();
        var store = tools.store()) {
      ImportReport report =
          new OrientImport(new StoreTarget(store, actor(orient)), tools.catalog())
              .run(orient, key, flags.into(scope));
      PrintWriter out = command.commandLine().getOut();
      out.print(ImportTable.of(report));
      out.flush();
      return report.isComplete() ? 0 : ROWS_LEFT;
    }
  }

  private static Actor actor(OrientDatabase orient) {
    return new Actor(
        System.getProperty("user.name"),
        Actor.Kind.USER,
        "import-orient from Orient database " + orient.name());
  }
}
