package bot.orient.secrets.testing;

/** There are no programs to start a control plane with; the message says what to do about it. */
public final class MissingBinariesException extends RuntimeException {
  MissingBinariesException(String message) {
    super(message);
  }
}
