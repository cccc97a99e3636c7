package bot.orient.secrets.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.javaoperatorsdk.operator.OperatorException;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The projected Secrets of a controller, of which others are told, too, and first. */
final class SharedInformer<P extends HasMetadata> extends InformerEventSource<Secret, P> {

  private static final Logger log = LoggerFactory.getLogger(SharedInformer.class);

  /** As long as JOSDK gives the list itself, by default. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final long LOOK_MILLIS = 10;

  private final ResourceEventHandler<Secret> others;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private final Consumer<Secret> doubted;
  private final UntoldWrites untold = new UntoldWrites();

  /** Of what was there at the start. */
  private final Set<ResourceID> told = ConcurrentHashMap.newKeySet();

  /**
   * @param doubted given what was written and may have been deleted since
   * @param others are told of all that the watch tells
   */
  SharedInformer(
      InformerEventSourceConfiguration<Secret> configuration,
      EventSourceContext<P> context,
      Consumer<Secret> doubted,
      ResourceEventHandler<Secret> others) {
    super(configuration, context);
    this.doubted = doubted;
    this.others = others;
  }

  /**
   * Returns when everybody knows of the Secrets that are there. JOSDK (5.2.3) returns when its own
   * cache has them: what they are told is on its way then, for seconds if there are ten thousand.
   * Who reconciles meanwhile would take Secrets for missing, and be woken for each of them again.
   *
   * <p>The first one to call it starts it, and the others get what becomes of that.
   */
  @Override
  public void start() {
    if (begun.compareAndSet(false, true)) {
      try {
        super.start();
        awaitTold(keys().toList());
        started.complete(null);
        told.clear();
      } catch (RuntimeException | Error e) {
        started.completeExceptionally(e);
        throw e;
      }
    } else {
      ParallelWork.join(started);
    }
  }

  private void awaitTold(List<ResourceID> there) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      for (ResourceID id : there) {
        while (!told.contains(id)) {
          if (System.nanoTime() > deadline) {
            throw new OperatorException(
                "the list of projected Secrets was not gone through within " + PATIENCE);
          }
          TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperatorException("told to stop while it starts", e);
    }
  }

  /** The writes that the watch has not told of yet. */
  UntoldWrites untold() {
    return untold;
  }

  /** Somebody has deleted what was written, and the watch did not tell. */
  void gone(Secret written) {
    if (untold.forget(ResourceID.fromResource(written), written)) {
      onDelete(written, true);
    }
  }

  @Override
  public void onList(String version, boolean remainedEmpty) {
    super.onList(version, remainedEmpty);
    untold.doubtAllUpTo(version).forEach(doubted);
  }

  @Override
  public void onAdd(Secret secret) {
    untold.told(ResourceID.fromResource(secret));
    tell(secret, () -> others.onAdd(secret));
    try {
      super.onAdd(secret);
    } finally {
      if (!started.isDone()) {
        told.add(ResourceID.fromResource(secret));
      }
    }
  }

  @Override
  public void onUpdate(Secret before, Secret now) {
    untold.told(ResourceID.fromResource(now));
    tell(now, () -> others.onUpdate(before, now));
    super.onUpdate(before, now);
  }

  @Override
  public void onDelete(Secret secret, boolean unknown) {
    untold.told(ResourceID.fromResource(secret));
    tell(secret, () -> others.onDelete(secret, unknown));
    super.onDelete(secret, unknown);
  }

  /** A failure of the others is none of the controller. */
  private static void tell(Secret secret, Runnable others) {
    try {
      others.run();
    } catch (RuntimeException e) {
      log.error(
          "{}/{}: those who use it were not told of it",
          secret.getMetadata().getNamespace(),
          secret.getMetadata().getName(),
          e);
    }
  }
}
