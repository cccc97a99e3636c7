package bot.orient.secrets.cli.client;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that only has others below it. */
abstract class CommandGroup implements Runnable {

  private final String missing;

  @Spec private CommandSpec command;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this and exit")
  private boolean help;

  /**
   * @param missing what to say when none of them is named
   */
  CommandGroup(String missing) {
    this.missing = missing;
  }

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), missing);
  }
}
