package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.SyncOutcome;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes a status if it differs, and records an Event when {@code Ready} changes its status or its
 * reason.
 */
final class StatusReporter {

  /**
   * The change feed wakes a postponed resource; this is for what no feed tells, such as a mended
   * key.
   */
  private static final Duration RETRY_POSTPONED = Duration.ofSeconds(30);

  private final EventRecorder events;

  StatusReporter(EventRecorder events) {
    this.events = events;
  }

  /**
   * {@code fresh} is a new object of the resource's kind: the body of an apply that claims nothing
   * but the status.
   */
  <S, T, R extends CustomResource<S, T>> UpdateControl<R> report(
      R resource, R fresh, T status, Function<T, List<Condition>> conditions, SyncOutcome outcome) {
    T before = resource.getStatus();
    UpdateControl<R> control = UpdateControl.noUpdate();
    if (!status.equals(before)) {
      announce(
          resource,
          ready(before == null ? List.of() : conditions.apply(before)),
          ready(conditions.apply(status)).orElseThrow());
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

  private void announce(HasMetadata resource, Optional<Condition> before, Condition after) {
    boolean same =
        before.isPresent()
            && Objects.equals(before.get().getStatus(), after.getStatus())
            && Objects.equals(before.get().getReason(), after.getReason());
    if (same) {
      return;
    }
    if ("True".equals(after.getStatus())) {
      events.normal(resource, after.getReason(), after.getMessage());
    } else {
      events.warning(resource, after.getReason(), after.getMessage());
    }
  }

  private static Optional<Condition> ready(List<Condition> conditions) {
    return conditions == null
        ? Optional.empty()
        : conditions.stream().filter(condition -> "Ready".equals(condition.getType())).findFirst();
  }
}
