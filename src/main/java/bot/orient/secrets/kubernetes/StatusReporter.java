package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.SyncOutcome;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Writes the statuses of one kind of resource where they differ from those before.
 *
 * <p>What was written last is remembered, since nobody else writes it: a cache that lags would show
 * an older status, and one that returns to it would be taken for written.
 */
final class StatusReporter<S, T, R extends CustomResource<S, T>> {

  /**
   * The change feed wakes a postponed resource; this is for what no feed tells, such as a mended
   * key.
   */
  private static final Duration RETRY_POSTPONED = Duration.ofSeconds(30);

  private final StatusApplier<S, T, R> applier;
  private final Map<String, T> writtenByUid = new ConcurrentHashMap<>();

  /**
   * @param fresh a new object of the resource's kind, for an apply that claims nothing but the
   *     status
   */
  StatusReporter(Supplier<R> fresh) {
    this.applier = new StatusApplier<>(fresh);
  }

  /** The status that the resource has; may be null. */
  T newest(R resource) {
    return writtenByUid.getOrDefault(resource.getMetadata().getUid(), resource.getStatus());
  }

  void forget(R resource) {
    writtenByUid.remove(resource.getMetadata().getUid());
  }

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

  /** Whether the status is another one than before. */
  boolean write(R resource, T status, Context<R> context) {
    T known = newest(resource);
    boolean news = !status.equals(known);
    // A status that somebody else edited is put right, and no news.
    if (!news && status.equals(resource.getStatus())) {
      return false;
    }
    Optional<R> written = applier.apply(resource, known, status, context.getClient());
    written.ifPresent(
        now -> {
          remember(now, resource, context);
          writtenByUid.put(resource.getMetadata().getUid(), status);
        });
    return news && written.isPresent();
  }

  /** The status is written already; this says only when to look again. */
  static <R extends CustomResource<?, ?>> UpdateControl<R> next(SyncOutcome outcome) {
    UpdateControl<R> control = UpdateControl.noUpdate();
    return outcome instanceof SyncOutcome.Postponed
        ? control.rescheduleAfter(RETRY_POSTPONED)
        : control;
  }
}
