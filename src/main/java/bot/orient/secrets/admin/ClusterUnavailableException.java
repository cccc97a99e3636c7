package bot.orient.secrets.admin;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;

/** The API server does not answer, or the operator may not ask it. */
final class ClusterUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int code;

  ClusterUnavailableException(String message, KubernetesClientException cause) {
    super(message, cause);
    this.code = cause.getCode();
  }

  /** In short. The API server's own words may quote what it was sent: a token. */
  String reason() {
    if (code > 0) {
      return "it answers with status " + code;
    }
    for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException && cause.getClass() != IOException.class) {
        return cause.toString();
      }
    }
    return "it does not answer";
  }
}
