package bot.orient.secrets.monitoring;

import bot.orient.secrets.kubernetes.RestartMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** What became of restarts. */
final class RestartMetrics implements RestartMeter {

  private final Map<Event, Counter> counters = new EnumMap<>(Event.class);

  RestartMetrics(MeterRegistry registry) {
    for (Event event : Event.values()) {
      counters.put(
          event,
          Counter.builder("orient.restarts")
              .description("Restarts of workloads by what became of them")
              .tag("event", Labels.of(event))
              .register(registry));
    }
  }

  @Override
  public void count(Event event) {
    counters.get(event).increment();
  }
}
