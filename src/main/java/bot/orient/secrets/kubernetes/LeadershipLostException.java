package bot.orient.secrets.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * A write was refused because this process does not lead any more, or not yet. Without an HTTP code
 * it counts as a call without an answer: nobody makes a status or an event of it.
 */
final class LeadershipLostException extends KubernetesClientException {

  private static final long serialVersionUID = 1L;

  LeadershipLostException() {
    super("not written: this process does not lead; the replica that does will see to it");
  }

  /** Thrown for everything that is under way when leadership is lost, and no mistake of theirs. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
