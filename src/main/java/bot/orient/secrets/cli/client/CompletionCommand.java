package bot.orient.secrets.cli.client;

import java.nio.file.Path;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code completion}: for the shell. */
@Command(
    name = "completion",
    description = {
      "Prints what makes a shell complete commands and options:",
      "bash, zsh: source <(orientctl completion bash)",
      "fish: orientctl completion fish | source"
    })
final class CompletionCommand implements Runnable {

  /** Which there are. */
  enum Shell {
    BASH,
    ZSH,
    FISH
  }

  @Spec private CommandSpec command;

  @Parameters(index = "0", paramLabel = "SHELL", description = "bash, zsh or fish")
  private Shell shell;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this and exit")
  private boolean help;

  @Override
  public void run() {
    CommandLine root = command.parent().commandLine();
    // The script for bash teaches zsh to read it.
    command
        .commandLine()
        .getOut()
        .print(shell == Shell.FISH ? fish(root) : AutoComplete.bash("orientctl", root) + "\n");
    command.commandLine().getOut().flush();
  }

  /** Commands and their options; of the commands below commands, too. */
  private static String fish(CommandLine root) {
    StringBuilder script = new StringBuilder("complete -c orientctl -f\n");
    root.getSubcommands()
        .forEach(
            (name, line) -> {
              script.append(
                  "complete -c orientctl -n __fish_use_subcommand -a %s -d %s\n"
                      .formatted(name, quoted(about(line.getCommandSpec()))));
              options(script, name, line.getCommandSpec());
              line.getSubcommands()
                  .forEach(
                      (below, deeper) -> {
                        script.append(
                            "complete -c orientctl -n '__fish_seen_subcommand_from %s' -a %s\n"
                                .formatted(name, below));
                        options(script, name, deeper.getCommandSpec());
                      });
            });
    return script.toString();
  }

  private static void options(StringBuilder script, String name, CommandSpec spec) {
    for (OptionSpec option : spec.options()) {
      script.append("complete -c orientctl -n '__fish_seen_subcommand_from ").append(name);
      script.append("'");
      for (String spelling : option.names()) {
        script.append(
            spelling.startsWith("--")
                ? " -l " + spelling.substring(2)
                : " -s " + spelling.substring(1));
      }
      boolean file = option.type() == Path.class;
      script.append(file ? " -r -F" : option.arity().max() > 0 ? " -r" : "");
      script.append(" -d ").append(quoted(String.join(" ", option.description()))).append('\n');
    }
  }

  private static String about(CommandSpec spec) {
    return String.join(" ", spec.usageMessage().description()).replaceFirst("\\. .*", ".");
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
