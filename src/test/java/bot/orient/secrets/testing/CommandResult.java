package bot.orient.secrets.testing;

/** What a command printed, and its exit code: 0 is success. */
public record CommandResult(int exit, String stdout, String stderr) {
  /**
   * The standard output.
   *
   * @throws IllegalStateException with the standard error, if the exit code is not 0
   */
  public String orThrow() {
    if (exit != 0) {
      throw new IllegalStateException("exit code " + exit + ": " + stderr.strip());
    }
    return stdout;
  }
}
