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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The projected Secrets of a controller, of which others are told, too, and first. */
final class SharedInformer<P extends HasMetadata> extends InformerEventSource<Secret, P> {

  /** As long as JOSDK gives the list itself, by default. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final long LOOK_MILLIS = 10;

  private final ResourceEventHandler<Secret> others;

  /** Of what was there at the start. */
  private final Set<ResourceID> told = ConcurrentHashMap.newKeySet();

  private volatile boolean started;

  SharedInformer(
      InformerEventSourceConfiguration<Secret> configuration,
      EventSourceContext<P> context,
      ResourceEventHandler<Secret> others) {
    super(configuration, context);
    this.others = others;
  }

  /**
   * Returns when everybody knows of the Secrets that are there. JOSDK (5.2.3) returns when its own
   * cache has them: what they are told is on its way then, for seconds if there are ten thousand.
   * Who reconciles meanwhile would take Secrets for missing, and be woken for each of them again.
   */
  @Override
  public void start() {
    super.start();
    if (!started) {
      awaitTold(keys().toList());
      started = true;
      told.clear();
    }
  }

  private void awaitTold(List<ResourceID> there) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      for (ResourceID id : there) {
        // Another one who starts it may have waited already.
        while (!started && !told.contains(id)) {
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

  @Override
  public void onAdd(Secret secret) {
    others.onAdd(secret);
    super.onAdd(secret);
    if (!started) {
      told.add(ResourceID.fromResource(secret));
    }
  }

  @Override
  public void onUpdate(Secret before, Secret now) {
    others.onUpdate(before, now);
    super.onUpdate(before, now);
  }

  @Override
  public void onDelete(Secret secret, boolean unknown) {
    others.onDelete(secret, unknown);
    super.onDelete(secret, unknown);
  }
}
