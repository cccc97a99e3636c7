package bot.orient.secrets.kubernetes;

import bot.orient.secrets.store.StoreException;
import bot.orient.secrets.store.StoreKeyException;
import bot.orient.secrets.store.StoreUnavailableException;
import bot.orient.secrets.sync.SyncOutcome;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a failure outside means for a resource: its Secret stays as it is, and its status says why.
 */
final class FailureOutcomes {

  private static final String UNTOUCHED = "; the Secret stays as it is";

  private FailureOutcomes() {}

  static SyncOutcome of(StoreException failure) {
    if (failure instanceof StoreUnavailableException) {
      return new SyncOutcome.Postponed("StoreUnavailable", failure.getMessage() + UNTOUCHED);
    }
    if (failure instanceof StoreKeyException) {
      return new SyncOutcome.Postponed("StoreKeyMismatch", failure.getMessage() + UNTOUCHED);
    }
    return new SyncOutcome.Postponed("StoreError", failure.getMessage() + UNTOUCHED);
  }

  /**
   * A refusal of the API server that trying again at once does not mend. Everything else is thrown
   * on, to be retried.
   */
  static SyncOutcome of(KubernetesClientException failure) {
    int code = failure.getCode();
    boolean refused =
        code >= HttpURLConnection.HTTP_BAD_REQUEST
            && code < HttpURLConnection.HTTP_INTERNAL_ERROR
            && code != HttpURLConnection.HTTP_CONFLICT
            && code != 429;
    if (!refused) {
      throw failure;
    }
    return new SyncOutcome.Postponed(
        "ApiRefused",
        "the API server refuses to write the Secret (HTTP "
            + code
            + causes(failure)
            + ")"
            + UNTOUCHED);
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
