package bot.orient.secrets.cli.client;

import picocli.CommandLine.Option;

/** How to print. */
final class OutputOptions {

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, json, yaml or name; default: ${DEFAULT-VALUE}")
  OutputFormat format;

  @Option(
      names = "--no-color",
      description = "no colours; the variable NO_COLOR does the same. There are none in a pipe.")
  boolean noColor;
}
