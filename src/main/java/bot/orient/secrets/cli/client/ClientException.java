package bot.orient.secrets.cli.client;

/** Ends a command with one line on standard error; never quotes a value. */
final class ClientException extends RuntimeException {

  private final int exitCode;

  ClientException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  static ClientException usage(String message) {
    return new ClientException(ExitCode.USAGE, message);
  }

  static ClientException unavailable(String message) {
    return new ClientException(ExitCode.UNAVAILABLE, message);
  }

  int exitCode() {
    return exitCode;
  }
}
