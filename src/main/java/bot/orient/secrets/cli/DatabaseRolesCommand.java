package bot.orient.secrets.cli;

import bot.orient.secrets.store.StoreSchema;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the SQL that makes the database roles; it reaches no database itself. */
@Command(
    name = "database-roles",
    description =
        "Print the SQL that makes the database roles, for a superuser to run in the store's database.")
final class DatabaseRolesCommand implements Runnable {

  @Spec private CommandSpec command;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this and exit")
  private boolean help;

  @Override
  public void run() {
    PrintWriter out = command.commandLine().getOut();
    out.print(StoreSchema.rolesSql());
    out.flush();
  }
}
