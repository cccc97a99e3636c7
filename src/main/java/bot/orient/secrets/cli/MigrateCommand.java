package bot.orient.secrets.cli;

import bot.orient.secrets.store.StoreSchema;
import bot.orient.secrets.store.StoreSettings;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Migrates the database, for a Job that runs before an operator that must not. */
@Command(
    name = "migrate",
    description =
        "Bring schema orient_store to this version and grant the database roles their rights.")
final class MigrateCommand implements Runnable {

  private final Supplier<StoreSettings> settings;

  @Spec private CommandSpec command;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this and exit")
  private boolean help;

  MigrateCommand(Supplier<StoreSettings> settings) {
    this.settings = settings;
  }

  @Override
  public void run() {
    StoreSchema.migrate(settings.get());
    command.commandLine().getOut().println("schema orient_store is up to date");
  }
}
