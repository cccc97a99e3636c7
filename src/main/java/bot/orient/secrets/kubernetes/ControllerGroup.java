package bot.orient.secrets.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.processing.Controller;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The controllers of one half. They are started one by one instead of by {@link Operator#start}, so
 * that caches fill and follow the cluster before anything is reconciled, and that one more can come
 * later.
 */
final class ControllerGroup implements AutoCloseable {

  private final Operator operator;
  private final ReconciliationPool pool;
  private final List<Controller<?>> controllers = new CopyOnWriteArrayList<>();
  private boolean warm;
  private boolean leading;

  /**
   * @param pool that the operator reconciles by
   */
  ControllerGroup(Operator operator, ReconciliationPool pool) {
    this.operator = operator;
    this.pool = pool;
  }

  /**
   * One more controller; it is as far as the others at once.
   *
   * @throws RuntimeException when it cannot be started; then it is not one of them
   */
  synchronized <P extends HasMetadata> void add(
      Reconciler<P> reconciler, Consumer<ControllerConfigurationOverrider<P>> settings) {
    Controller<P> controller = (Controller<P>) operator.register(reconciler, settings);
    if (warm) {
      controller.start(leading);
    }
    controllers.add(controller);
  }

  /**
   * Fills the caches, all at once: the API server encodes a list on one processor. What is due
   * meanwhile is only remembered.
   */
  synchronized void warmUp() {
    List<Runnable> starts = new ArrayList<>();
    for (Controller<?> controller : controllers) {
      starts.add(() -> controller.start(false));
      // JOSDK would start these only when the primaries are there.
      controller
          .getEventSourceManager()
          .getEventSourcesStream()
          .filter(InformerEventSource.class::isInstance)
          .forEach(informer -> starts.add(informer::start));
    }
    ParallelWork.carryOut("orient-caches", starts);
    warm = true;
  }

  /** Reconciles what is due, and from now on at once. */
  synchronized void lead() {
    leading = true;
    controllers.forEach(Controller::startEventProcessing);
  }

  /**
   * After the wall clock was set. JOSDK's timers (5.2.3) are {@link java.util.Timer}s: where it was
   * set ahead, they sleep on for as long as the first of all that waits had to, and what comes to
   * wait meanwhile, for a retry or for its rate, sleeps with it. All resources must be woken next.
   */
  void renewTimers() {
    for (Controller<?> controller : controllers) {
      List<?> sources = controller.getEventSourceManager().allEventSources();
      for (Object source : sources) {
        if (source instanceof TriggerEventSource<?> triggers) {
          triggers.renewTimers(sources);
        }
      }
    }
  }

  /**
   * A change concerns a resource, whose turn comes before that of others; call it before waking.
   */
  void hurry(String controller, ResourceID resource) {
    pool.hurry(controller, resource);
  }

  /** Whether resources wait for their turn. */
  boolean isBusy() {
    return pool.waiting() > 0;
  }

  /** Whether every watch of the API server holds. */
  boolean isWatching() {
    return controllers.stream()
        .allMatch(
            controller -> controller.getControllerHealthInfo().unhealthyEventSources().isEmpty());
  }

  /** What has begun may end within the termination time. */
  @Override
  public void close() {
    controllers.forEach(Controller::stop);
    operator.stop();
  }
}
