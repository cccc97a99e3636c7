package bot.orient.secrets.monitoring;

import bot.orient.secrets.store.StoreMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** The operations of the store, by the names of its methods. */
final class StoreCallMetrics implements StoreMeter {

  private final MeterRegistry registry;

  StoreCallMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void expect(String operation) {
    timer(operation);
    for (Failure failure : Failure.values()) {
      errors(operation, failure);
    }
  }

  @Override
  public void succeeded(String operation, Duration took) {
    timer(operation).record(took);
  }

  @Override
  public void failed(String operation, Duration took, Failure failure) {
    timer(operation).record(took);
    errors(operation, failure).increment();
  }

  private Timer timer(String operation) {
    return Timer.builder("orient.store.operation")
        .description("Operations of the store, failed ones too")
        .tag("operation", operation)
        .serviceLevelObjectives(
            Duration.ofMillis(5),
            Duration.ofMillis(25),
            Duration.ofMillis(100),
            Duration.ofMillis(500),
            Duration.ofMillis(2500))
        .register(registry);
  }

  private Counter errors(String operation, Failure failure) {
    return Counter.builder("orient.store.errors")
        .description("Operations of the store that failed")
        .tag("operation", operation)
        .tag("cause", Labels.of(failure))
        .register(registry);
  }
}
