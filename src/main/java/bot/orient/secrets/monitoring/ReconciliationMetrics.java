package bot.orient.secrets.monitoring;

import bot.orient.secrets.kubernetes.ReconciliationMeter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.IntSupplier;

/** How much work the controllers have. */
final class ReconciliationMetrics implements ReconciliationMeter {

  private final MeterRegistry registry;

  ReconciliationMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void carriedOut(String controller, Duration took, boolean failed) {
    Timer.builder("orient.reconciliation")
        .description("Reconciliations by controller")
        .tag("controller", controller)
        .tag("result", failed ? "failed" : "succeeded")
        .register(registry)
        .record(took);
  }

  @Override
  public void follow(Half half, IntSupplier waiting, IntSupplier running) {
    gauge("orient.reconciliations.waiting", "Resources that wait for a thread", half, waiting);
    gauge("orient.reconciliations.running", "Resources being reconciled", half, running);
  }

  private void gauge(String name, String description, Half half, IntSupplier number) {
    Gauge.builder(name, number::getAsInt)
        .description(description)
        .tag("half", Labels.of(half))
        .register(registry);
  }
}
