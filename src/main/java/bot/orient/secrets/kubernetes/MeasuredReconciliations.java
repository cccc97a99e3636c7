package bot.orient.secrets.kubernetes;

import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import java.time.Duration;

/**
 * What JOSDK tells of its work. Its own {@code MicrometerMetrics} has a label with the number of
 * the attempt, which knows no bound where retries have none.
 */
final class MeasuredReconciliations implements Metrics {

  private final ReconciliationMeter meter;
  private final SyncLatency latency;

  MeasuredReconciliations(ReconciliationMeter meter, SyncLatency latency) {
    this.meter = meter;
    this.latency = latency;
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
