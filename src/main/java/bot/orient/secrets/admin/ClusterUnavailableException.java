package bot.orient.secrets.admin;

/** The API server does not answer, or the operator may not ask it. */
final class ClusterUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ClusterUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
