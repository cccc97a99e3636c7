package bot.orient.secrets.cli;

import bot.orient.secrets.store.StoreException;
import bot.orient.secrets.store.StoreSettings;
import java.time.Clock;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The commands that the operator's program has besides running the operator. */
@Command(name = "orient-secrets-operator", description = "Without a command: runs the operator.")
public final class Commands implements Runnable {

  /** {@code EX_CONFIG} of sysexits.h. */
  private static final int BAD_CONFIGURATION = 78;

  private static final int FAILED = 1;

  @Spec private CommandSpec command;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this and exit")
  private boolean help;

  private Commands() {}

  /**
   * Runs one command and returns its exit code; every error is one line on standard error.
   *
   * @param sealer starts a sealer of its own, and gives what ends it
   */
  public static int run(
      String[] arguments,
      ImportTools tools,
      Supplier<StoreSettings> database,
      Supplier<Runnable> sealer) {
    return handled(
            new CommandLine(new Commands())
                .addSubcommand(new ImportOrientCommand(tools))
                .addSubcommand(new MigrateCommand(database))
                .addSubcommand(new DatabaseRolesCommand())
                .addSubcommand(new SealAuditCommand(sealer))
                .addSubcommand(new SealCommand(new StandardInput(), Clock.systemUTC())))
        .execute(arguments);
  }

  /** With our own way to tell errors. */
  static CommandLine handled(CommandLine commands) {
    return commands
        .setParameterExceptionHandler(Commands::refuse)
        .setExecutionExceptionHandler(
            (error, line, parsed) -> {
              line.getErr().println("error: " + message(error));
              return error instanceof IllegalArgumentException ? BAD_CONFIGURATION : FAILED;
            });
  }

  /** What was given is not quoted: it may be a value that belongs elsewhere. */
  private static int refuse(ParameterException error, String[] arguments) {
    CommandLine line = error.getCommandLine();
    String reason =
        error instanceof UnmatchedArgumentException
            ? "an argument is not known"
            : error.getMessage();
    line.getErr().println("error: " + reason);
    line.usage(line.getErr());
    return line.getCommandSpec().exitCodeOnInvalidInput();
  }

  /** Others than ours may quote anything. */
  private static String message(Exception error) {
    boolean ours = error instanceof StoreException || error instanceof IllegalArgumentException;
    return ours
        ? error.getMessage()
        : "this is a mistake in the program, please report it: " + error.getClass().getName();
  }

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "a command is missing");
  }
}
