package bot.orient.secrets.cli.client;

import bot.orient.secrets.store.StoreException;
import bot.orient.secrets.store.StoreUnavailableException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line client of the operator's admin API, also {@code kubectl orient}. */
@Command(
    name = "orientctl",
    description = {
      "Secrets of the Orient Secrets Operator: by its admin API, with the rights of your"
          + " kubeconfig.",
      ""
    },
    commandListHeading = "%nCommands:%n",
    versionProvider = OrientCtl.Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the operator refuses it, or what was looked at is not well",
      "2:wrong options, or a file or value that cannot be used",
      "3:there is no such thing",
      "4:not allowed, or not known who calls",
      "5:operator, store or API server is away: try again later; or status --exit-code could not"
          + " look at all namespaces",
      "6:status --exit-code: something needs attention"
    })
public final class OrientCtl implements Runnable {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  @Spec private CommandSpec command;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this and exit")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "show the version and exit")
  private boolean version;

  /** From the jar; a build without one is somebody's own. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = OrientCtl.class.getPackage().getImplementationVersion();
      return new String[] {"orientctl " + Optional.ofNullable(version).orElse("development")};
    }
  }

  private OrientCtl() {}

  public static void main(String[] arguments) {
    CommandLine line =
        line(new Tools(new OperatorOpening(), new ProcessTerminal(), Clock.systemUTC(), PAUSE))
            .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    System.exit(line.execute(arguments));
  }

  static CommandLine line(Tools tools) {
    return new CommandLine(new OrientCtl())
        .addSubcommand(new SetCommand(tools))
        .addSubcommand(new GetCommand(tools))
        .addSubcommand(new ListCommand(tools))
        .addSubcommand(new ImportCommand(tools))
        .addSubcommand(new ImportOrientHereCommand(tools))
        .addSubcommand(new HistoryCommand(tools))
        .addSubcommand(new ExplainCommand(tools))
        .addSubcommand(new StatusCommand(tools))
        .addSubcommand(new RollbackCommand(tools))
        .addSubcommand(new DeleteCommand(tools))
        .addSubcommand(new RestoreCommand(tools))
        .addSubcommand(new DestroyCommand(tools))
        .addSubcommand(new CompromisedCommand(tools))
        .addSubcommand(new AuditCommand(tools))
        .addSubcommand(new VerifyCommand(tools))
        .addSubcommand(new RotateKeyCommand(tools))
        .addSubcommand(
            new CommandLine(new ProvidersCommand())
                .addSubcommand(new ProvidersCommand.Get(tools))
                .addSubcommand(new ProvidersCommand.Set(tools)))
        .addSubcommand(
            new CommandLine(new ScopesCommand())
                .addSubcommand(new ScopesCommand.Grants(tools))
                .addSubcommand(new ScopesCommand.Grant(tools))
                .addSubcommand(new ScopesCommand.Revoke(tools))
                .addSubcommand(new DestroyScopeCommand(tools)))
        .addSubcommand(new SealForClusterCommand(tools))
        .addSubcommand(new CompletionCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        // A value may begin with @, and a file of that name is not meant.
        .setExpandAtFiles(false)
        .setParameterExceptionHandler(OrientCtl::misused)
        .setExecutionExceptionHandler(
            (error, failed, parsed) -> {
              failed.getErr().println("error: " + message(error));
              return exitCode(error);
            });
  }

  /** What was given is not quoted: it may be a value that belongs elsewhere. */
  private static int misused(ParameterException error, String[] arguments) {
    CommandLine line = error.getCommandLine();
    String reason =
        error instanceof UnmatchedArgumentException
            ? "an argument is not known; a value is never an argument, see --from-stdin of set"
            : error.getMessage();
    line.getErr().println("error: " + Text.plain(reason));
    line.getErr().println("see: " + line.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  private static int exitCode(Exception error) {
    if (error instanceof ClientException told) {
      return told.exitCode();
    }
    if (error instanceof StoreUnavailableException) {
      return ExitCode.UNAVAILABLE;
    }
    return error instanceof IllegalArgumentException ? ExitCode.USAGE : ExitCode.REFUSED;
  }

  /** Others than ours may quote anything. */
  private static String message(Exception error) {
    boolean ours =
        error instanceof ClientException
            || error instanceof IllegalArgumentException
            || error instanceof StoreException;
    return ours
        ? error.getMessage()
        : "this is a mistake in the program, please report it: " + error.getClass().getName();
  }

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "a command is missing");
  }
}
