package bot.orient.secrets.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.Map;

/**
 * What JOSDK tells of its work. Its own {@code MicrometerMetrics} has a label with the number of
 * the attempt, which knows no bound where retries have none.
 */
final class MeasuredReconciliations implements Metrics {

  private final ReconciliationMeter meter;
  private final SyncLatency latency;
  private final ReconciliationPool pool;

  /**
   * @param pool is told whose turn it is given to decide
   */
  MeasuredReconciliations(ReconciliationMeter meter, SyncLatency latency, ReconciliationPool pool) {
    this.meter = meter;
    this.latency = latency;
    this.pool = pool;
  }

  /** JOSDK calls it right before it hands the reconciliation to the pool, on the same thread. */
  @Override
  public void reconcileCustomResource(
      HasMetadata resource, RetryInfo retry, Map<String, Object> metadata) {
    pool.submitting(SyncLatency.controller(resource.getKind()), ResourceID.fromResource(resource));
  }

  @Override
  public <T> T timeControllerExecution(ControllerExecution<T> execution) throws Exception {
    long began = System.nanoTime();
    boolean failed = true;
    latency.begins(execution.controllerName(), execution.resourceID());
    try {
      T result = execution.execute();
      failed = false;
      return result;
    } finally {
      latency.ends(execution.controllerName(), execution.resourceID());
      meter.carriedOut(
          execution.controllerName(), Duration.ofNanos(System.nanoTime() - began), failed);
    }
  }
}
