package bot.orient.secrets.cli.client;

/** How orientctl ends; {@code --help} tells the same. */
final class ExitCode {

  static final int OK = 0;
  static final int REFUSED = 1;
  static final int USAGE = 2;
  static final int NOT_FOUND = 3;
  static final int NOT_ALLOWED = 4;
  static final int UNAVAILABLE = 5;
  static final int ATTENTION = 6;

  private ExitCode() {}
}
