package bot.orient.secrets.kubernetes;

import bot.orient.secrets.store.KeyServiceAwayException;
import bot.orient.secrets.store.StoreException;
import bot.orient.secrets.store.StoreKeyException;
import bot.orient.secrets.store.StoreUnavailableException;
import bot.orient.secrets.sync.SyncOutcome;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a failure outside means for a resource: its Secret stays as it is, and its status says why.
 */
final class FailureOutcomes {

  private static final String UNTOUCHED = "; the Secret stays as it is";

  /** What the client reports when no response came, or less: -1 when it tells the cause. */
  private static final int NO_ANSWER = 0;

  /** RFC 6585. */
  private static final int TOO_MANY_REQUESTS = 429;

  /** With the controllers' retries, within four seconds. */
  private static final int QUICK_RETRIES = 3;

  private FailureOutcomes() {}

  /** One message a reason, so that an outage is one change of status; the log has the details. */
  static SyncOutcome of(StoreException failure) {
    if (failure instanceof StoreUnavailableException) {
      return new SyncOutcome.Postponed(
          "StoreUnavailable",
          "PostgreSQL cannot be reached or does not answer; it is tried again, and the operator's log has the details"
              + UNTOUCHED);
    }
    if (failure instanceof KeyServiceAwayException) {
      return new SyncOutcome.Postponed("KeyServiceUnavailable", failure.getMessage() + UNTOUCHED);
    }
    if (failure instanceof StoreKeyException) {
      return new SyncOutcome.Postponed("StoreKeyMismatch", failure.getMessage() + UNTOUCHED);
    }
    return new SyncOutcome.Postponed("StoreError", failure.getMessage() + UNTOUCHED);
  }

  /**
   * A conflict, or no answer at all, is thrown on to be tried again at once; trouble of the API
   * server is, too, for a moment, where the client does not try again itself.
   */
  static SyncOutcome of(KubernetesClientException failure, Context<?> context) {
    int code = failure.getCode();
    if (code <= NO_ANSWER || code == HttpURLConnection.HTTP_CONFLICT) {
      throw failure;
    }
    if (code >= HttpURLConnection.HTTP_INTERNAL_ERROR || code == TOO_MANY_REQUESTS) {
      if (mayBeOverSoon(context)) {
        throw failure;
      }
      return new SyncOutcome.Postponed(
          "ApiUnavailable",
          "the API server, or a webhook behind it, answers HTTP "
              + code
              + "; it is tried again"
              + UNTOUCHED);
    }
    return new SyncOutcome.Postponed(
        "ApiRefused",
        "the API server refuses what the operator asks of it (HTTP "
            + code
            + causes(failure)
            + ")"
            + UNTOUCHED);
  }

  private static boolean mayBeOverSoon(Context<?> context) {
    int limit = context.getClient().getConfiguration().getRequestRetryBackoffLimit();
    return limit == 0
        && context.getRetryInfo().map(RetryInfo::getAttemptCount).orElse(0) < QUICK_RETRIES;
  }

  /**
   * Fields and reasons only: messages of the API server, or of webhooks, may quote what was sent.
   */
  private static String causes(KubernetesClientException failure) {
    List<StatusCause> causes =
        Optional.ofNullable(failure.getStatus())
            .map(Status::getDetails)
            .map(details -> details.getCauses())
            .orElse(List.of());
    return causes.stream()
        .map(cause -> "; " + cause.getField() + ": " + cause.getReason())
        .collect(Collectors.joining());
  }
}
