package bot.orient.secrets.kubernetes;

import bot.orient.secrets.kubernetes.ReconciliationMeter.Half;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationService;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Duration;
import java.util.Set;

/**
 * What the controllers of both halves have in common.
 *
 * @param namespaces to work in; empty means all
 * @param threads reconciliations at once, per half
 */
record ControllerSettings(
    KubernetesClient client,
    Set<String> namespaces,
    int threads,
    ReconciliationMeter meter,
    SyncLatency latency) {

  /** Everything is looked at again this often, in case an event was lost on the way. */
  static final Duration RESYNC = Duration.ofMinutes(10);

  /**
   * The API server is asked for so many objects at once: a list of ten thousand in one piece, and
   * its text beside it, would need more memory than the objects do afterwards.
   */
  static final long PAGE = 500;

  /**
   * In-flight reconciliations of each half get this long to end; a pod's grace period, 30 s by
   * default, covers both.
   */
  private static final Duration TERMINATION = Duration.ofSeconds(10);

  private static final long FIRST_RETRY_MILLIS = 500;
  private static final long LONGEST_RETRY_MILLIS = 60_000;

  /** One for each half: stopping an operator ends its pool. */
  ControllerGroup newGroup(Half half) {
    ReconciliationPool pool = new ReconciliationPool(threads);
    meter.follow(half, pool::waiting, pool::getActiveCount);
    return new ControllerGroup(
        new Operator(
            ConfigurationService.newOverriddenConfigurationService(
                overrider ->
                    overrider
                        .withKubernetesClient(client)
                        .withCloseClientOnStop(false)
                        .withResourceCloner(new SharedContentCloner())
                        .withExecutorService(pool)
                        .withMetrics(new MeasuredReconciliations(meter, latency, pool))
                        .withReconciliationTerminationTimeout(TERMINATION))),
        pool);
  }

  <P extends HasMetadata> void register(ControllerGroup group, Reconciler<P> reconciler) {
    group.add(
        reconciler,
        overrider -> {
          overrider
              .withInformerListLimit(PAGE)
              .withReconciliationMaxInterval(RESYNC)
              .withRetry(
                  new GenericRetry()
                      .withoutMaxAttempts()
                      .setInitialInterval(FIRST_RETRY_MILLIS)
                      .setIntervalMultiplier(2)
                      .setMaxInterval(LONGEST_RETRY_MILLIS));
          if (!namespaces.isEmpty()) {
            overrider.settingNamespaces(namespaces);
          }
        });
  }
}
