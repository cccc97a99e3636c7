package bot.orient.secrets.cli.client;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that calls the operator. */
@Command(
    sortOptions = false,
    synopsisHeading = "Usage: ",
    descriptionHeading = "%n",
    optionListHeading = "%n")
abstract class ApiCommand implements Callable<Integer> {

  private final Tools tools;

  @Spec private CommandSpec command;

  @Mixin private ConnectionOptions connection;

  @Mixin private OutputOptions output;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this and exit")
  private boolean help;

  ApiCommand(Tools tools) {
    this.tools = tools;
  }

  @Override
  public final Integer call() {
    prepare();
    if (!needsScope() && connection.scope != null) {
      throw ClientException.usage(
          "--namespace is for one, and all are asked for: give one of both");
    }
    try (Session session = tools.opening().session(connection, needsScope())) {
      return run(session, printer());
    }
  }

  /** Looks at what was given, and reads what is to be sent, before the operator is called. */
  void prepare() {}

  /** Whether it is about one scope. */
  boolean needsScope() {
    return true;
  }

  /** Does it and returns the exit code. */
  abstract int run(Session session, Printer printer);

  final Tools tools() {
    return tools;
  }

  /** For what is no result. */
  final PrintWriter err() {
    return command.commandLine().getErr();
  }

  private Printer printer() {
    boolean colours =
        output.format == OutputFormat.TABLE
            && !output.noColor
            && tools.terminal().variable("NO_COLOR").filter(it -> !it.isEmpty()).isEmpty()
            && tools.terminal().isSeen();
    return new Printer(command.commandLine().getOut(), output.format, colours);
  }
}
