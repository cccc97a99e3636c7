package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.SyncOutcome;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.Objects;

/**
 * Decides what a reconciliation leaves behind: a status, written only if it differs, and when to
 * look again.
 */
final class StatusReporter {

  /**
   * The change feed wakes a postponed resource; this is for what no feed tells, such as a mended
   * key.
   */
  private static final Duration RETRY_POSTPONED = Duration.ofSeconds(30);

  private StatusReporter() {}

  /** Whether the status says anything that the resource does not say already. */
  static <T> boolean differs(CustomResource<?, T> resource, T status) {
    return !Objects.equals(resource.getStatus(), status);
  }

  /**
   * {@code fresh} is a new object of the resource's kind: the body of an apply that claims nothing
   * but the status.
   */
  static <S, T, R extends CustomResource<S, T>> UpdateControl<R> control(
      R resource, R fresh, T status, SyncOutcome outcome) {
    UpdateControl<R> control = UpdateControl.noUpdate();
    if (differs(resource, status)) {
      fresh.setMetadata(
          new ObjectMetaBuilder()
              .withNamespace(resource.getMetadata().getNamespace())
              .withName(resource.getMetadata().getName())
              .build());
      fresh.setStatus(status);
      control = UpdateControl.patchStatus(fresh);
    }
    return outcome instanceof SyncOutcome.Postponed
        ? control.rescheduleAfter(RETRY_POSTPONED)
        : control;
  }
}
