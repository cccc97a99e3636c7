package bot.orient.secrets.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes calls again that got no answer or were told to wait. Only for calls that can be made twice:
 * those that read, that have a token, or that lead to the same end.
 *
 * @param pause before a call is made again, if the operator does not say how long
 */
record PatientCalls(Session session, Duration pause) {

  private static final int ATTEMPTS = 5;

  /**
   * Sends what is made anew for each attempt.
   *
   * @throws ClientException when the operator refuses it, or still does not answer
   */
  JsonNode send(Supplier<Call> call) {
    for (int attempt = 1; ; attempt++) {
      try {
        Reply reply = session.api().send(call.get());
        if (attempt == ATTEMPTS || reply.status() != 429 && reply.status() != 503) {
          return Problems.orThrow(reply);
        }
        sleep(wait(reply.retryAfter()));
      } catch (ClientException e) {
        if (attempt == ATTEMPTS || e.exitCode() != ExitCode.UNAVAILABLE) {
          throw e;
        }
        sleep(pause);
      }
    }
  }

  /** As long as the operator says, if it says so in seconds and of less than two minutes. */
  Duration wait(Optional<String> retryAfter) {
    return retryAfter
        .filter(text -> text.matches("[0-9]{1,2}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .orElse(pause);
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ClientException.unavailable("interrupted; to do it again is safe");
    }
  }
}
