package bot.orient.secrets.monitoring;

import bot.orient.secrets.kubernetes.OperatorMeters;
import bot.orient.secrets.store.StoreMeter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.BooleanSupplier;

/**
 * All that is measured. Labels are of fixed sets only, never a namespace, a name or a key; the list
 * of it all is in {@code metrics.md} beside this class.
 */
public final class Metrics implements AutoCloseable {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final OperatorMeters operator;
  private final StoreMeter storeCalls;

  public Metrics() {
    // Only some collectors have it.
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("jvm.gc.concurrent.phase.time"));
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    gc.bindTo(registry);
    Gauge.builder("orient.build.info", () -> 1)
        .description("The version that runs")
        .tag("version", version())
        .tag("java", Runtime.version().toString())
        .register(registry);
    this.operator =
        new OperatorMeters(
            new SyncMetrics(registry),
            new RestartMetrics(registry),
            new ReconciliationMetrics(registry));
    this.storeCalls = new StoreCallMetrics(registry);
  }

  private static String version() {
    String version = Metrics.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  /** Everything as it is now, in the text format of Prometheus. */
  public String scrape() {
    return registry.scrape();
  }

  /** Where others may register what they measure themselves. */
  public MeterRegistry registry() {
    return registry;
  }

  public OperatorMeters operator() {
    return operator;
  }

  public StoreMeter storeCalls() {
    return storeCalls;
  }

  /** Whether this replica is the one that reconciles. */
  public void leader(BooleanSupplier leader) {
    Gauge.builder("orient.leader", () -> leader.getAsBoolean() ? 1 : 0)
        .description("1 if this replica reconciles")
        .register(registry);
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }
}
