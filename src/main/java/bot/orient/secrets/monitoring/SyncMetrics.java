package bot.orient.secrets.monitoring;

import bot.orient.secrets.kubernetes.SyncMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;

/** How bringing Secrets up to date goes. */
final class SyncMetrics implements SyncMeter {

  private final MeterRegistry registry;

  SyncMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (String controller : List.of("orientsecret", "providerdefaults")) {
      for (Result result : Result.values()) {
        results(controller, result);
      }
      latency(controller);
    }
  }

  @Override
  public void ended(String controller, Result result) {
    results(controller, result).increment();
  }

  private Counter results(String controller, Result result) {
    return Counter.builder("orient.sync.results")
        .description("Looks at a resource by how they ended")
        .tag("controller", controller)
        .tag("result", Labels.of(result))
        .register(registry);
  }

  @Override
  public void reached(String controller, Duration sinceChange) {
    latency(controller).record(sinceChange);
  }

  private Timer latency(String controller) {
    return Timer.builder("orient.sync.latency")
        .description("From a change in the store to the Secret")
        .tag("controller", controller)
        .serviceLevelObjectives(
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(250),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofMillis(2500),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5))
        .register(registry);
  }
}
