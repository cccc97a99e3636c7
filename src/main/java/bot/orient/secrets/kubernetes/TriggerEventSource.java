package bot.orient.secrets.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.event.source.timer.TimerEventSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Wakes resources with events as the primary's own watch sends them.
 *
 * <p>JOSDK ignores every other kind of event for a resource that it believes deleted, and it
 * believes so for ever when a resource was deleted and created again during one reconciliation
 * (5.2.3; upstream pull request 3614).
 */
final class TriggerEventSource<P extends HasMetadata> extends SimpleInboundEventSource<P> {

  /** Long enough for the reconciliation of the deletion to end. */
  private static final Duration SUCCESSOR_DELAY = Duration.ofSeconds(1);

  private final Function<ResourceID, Optional<P>> cache;

  /**
   * @param cache of the primaries, ahead of the events that their watch sends
   */
  TriggerEventSource(String name, Function<ResourceID, Optional<P>> cache) {
    super(name);
    this.cache = cache;
  }

  /**
   * Does nothing for a resource that is not there. The cache is asked under the lock under which
   * JOSDK takes events: an update that comes after the deletion ends the resource's reconciliation
   * with an exception, and none of that name is ever looked at again.
   */
  void wake(ResourceID id) {
    if (isRunning()) {
      synchronized (getEventHandler()) {
        cache
            .apply(id)
            .ifPresent(
                resource ->
                    getEventHandler()
                        .handleEvent(new ResourceEvent(ResourceAction.UPDATED, id, resource)));
      }
    }
  }

  /**
   * Makes the timers among the event sources of the same controller anew. What they were to wake
   * must be woken by other means; a resource that is gone is not, and has nothing left to be tried
   * again.
   */
  void renewTimers(List<?> sources) {
    // JOSDK plans under this lock, and a timer that is stopped refuses plans.
    synchronized (getEventHandler()) {
      for (Object source : sources) {
        if (source instanceof TimerEventSource<?> timer && timer.isRunning()) {
          timer.stop();
          timer.start();
        }
      }
    }
  }

  /** Wakes a resource of the same name that may have come while one was reconciled as deleted. */
  void wakeSuccessorOf(ResourceID deleted) {
    CompletableFuture.delayedExecutor(SUCCESSOR_DELAY.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> wake(deleted));
  }
}
