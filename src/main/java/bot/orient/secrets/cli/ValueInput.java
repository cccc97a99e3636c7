package bot.orient.secrets.cli;

import bot.orient.secrets.crypto.SecretBytes;

/** Where a command takes a value from: never its arguments, which others can see. */
public interface ValueInput {

  /** What was entered; at a terminal the line without its end. */
  record Entered(SecretBytes value, boolean atTerminal) {}

  /**
   * Asks without echo at a terminal, else reads standard input to its end.
   *
   * @param most bytes to read; more are not looked at
   * @throws IllegalArgumentException when a value cannot be asked for without being shown
   */
  Entered read(String prompt, int most);
}
