package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.SyncOutcome;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/** Writes a status if it differs from the one the resource has. */
final class StatusReporter {

  /**
   * The change feed wakes a postponed resource; this is for what no feed tells, such as a mended
   * key.
   */
  private static final Duration RETRY_POSTPONED = Duration.ofSeconds(30);

  /**
   * Answers when the resource was deleted meanwhile, or created anew: nobody is left to be told.
   */
  private static final Set<Integer> GONE =
      Set.of(HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_CONFLICT);

  private StatusReporter() {}

  /**
   * The next reconciliation sees what was written, even if the watch lags: it would take the old
   * status for the newest otherwise and tell of every change twice.
   */
  static <R extends CustomResource<?, ?>> void remember(R now, R before, Context<R> context) {
    if (now != before) {
      context
          .eventSourceRetriever()
          .getControllerEventSource()
          .handleRecentResourceUpdate(ResourceID.fromResource(now), now, before);
    }
  }

  /**
   * Whether there was anything to write.
   *
   * @param fresh a new object of the resource's kind, for an apply that claims nothing but the
   *     status
   */
  static <S, T, R extends CustomResource<S, T>> boolean write(
      R resource, R fresh, T status, Context<R> context) {
    if (Objects.equals(resource.getStatus(), status)) {
      return false;
    }
    fresh.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(resource.getMetadata().getNamespace())
            .withName(resource.getMetadata().getName())
            // Refused if the resource was created anew: it must not get the status of the old one.
            .withUid(resource.getMetadata().getUid())
            .build());
    fresh.setStatus(status);
    try {
      R written =
          context.getClient().resource(fresh).subresource("status").patch(ServerSideApply.OURS);
      remember(written, resource, context);
      return true;
    } catch (KubernetesClientException e) {
      if (!GONE.contains(e.getCode())) {
        throw e;
      }
      return false;
    }
  }

  /** The status is written already; this says only when to look again. */
  static <R extends CustomResource<?, ?>> UpdateControl<R> next(SyncOutcome outcome) {
    UpdateControl<R> control = UpdateControl.noUpdate();
    return outcome instanceof SyncOutcome.Postponed
        ? control.rescheduleAfter(RETRY_POSTPONED)
        : control;
  }
}
