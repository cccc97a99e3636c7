package bot.orient.secrets.cli.client;

import picocli.CommandLine.Parameters;

/** The key that a command is about. */
final class KeyArgument {

  @Parameters(index = "0", paramLabel = "KEY", description = "key of the secret in its scope")
  String key;
}
