package bot.orient.secrets.monitoring;

import bot.orient.secrets.sync.ResourceCensus;
import bot.orient.secrets.sync.ResourceCensus.KeyState;
import bot.orient.secrets.sync.ResourceCensus.Readiness;
import bot.orient.secrets.sync.Rotation;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Resources and keys by their state, counted once for all of a scrape. */
public final class CensusMetrics {

  /** Scrapes are further apart; all gauges of one are asked within this. */
  private static final long VALID_NANOS = Duration.ofSeconds(5).toNanos();

  private final Supplier<ResourceCensus> source;
  private final LongSupplier nanos;
  private ResourceCensus last;
  private long lastNanos;

  CensusMetrics(Supplier<ResourceCensus> source, LongSupplier nanos) {
    this.source = source;
    this.nanos = nanos;
  }

  /**
   * @param source counts anew each time
   */
  public static void bind(Supplier<ResourceCensus> source, MeterRegistry registry) {
    new CensusMetrics(source, System::nanoTime).bindTo(registry);
  }

  private void bindTo(MeterRegistry registry) {
    for (Readiness ready : Readiness.values()) {
      gauge(
          registry,
          "orient.orientsecrets",
          "OrientSecrets by their condition Ready",
          Tag.of("ready", Labels.of(ready)),
          now -> now.orientSecrets().get(ready));
      gauge(
          registry,
          "orient.providerdefaults",
          "ProviderDefaults by their condition Ready",
          Tag.of("ready", Labels.of(ready)),
          now -> now.providerDefaults().get(ready));
    }
    for (KeyState state : KeyState.values()) {
      gauge(
          registry,
          "orient.keys",
          "Keys of OrientSecrets by their state",
          Tag.of("state", Labels.of(state)),
          now -> now.keys().get(state));
    }
    for (Rotation.Reason reason : Rotation.Reason.values()) {
      gauge(
          registry,
          "orient.keys.due",
          "Keys whose value must be replaced",
          Tag.of("reason", Labels.of(reason)),
          now -> now.due().get(reason));
    }
  }

  private void gauge(
      MeterRegistry registry,
      String name,
      String description,
      Tag label,
      Function<ResourceCensus, Long> number) {
    Gauge.builder(name, () -> number.apply(now()))
        .description(description)
        .tags(List.of(label))
        .register(registry);
  }

  synchronized ResourceCensus now() {
    if (last == null || nanos.getAsLong() - lastNanos > VALID_NANOS) {
      last = source.get();
      lastNanos = nanos.getAsLong();
    }
    return last;
  }
}
