package bot.orient.secrets.monitoring;

import bot.orient.secrets.store.KeyAges;
import bot.orient.secrets.store.SealingStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * What only a query can tell: asked each minute while the store is there, never by a scrape. While
 * it is away the last answers stand; before the first one there is no number.
 */
public final class StoreLook implements AutoCloseable {

  private static final Duration EVERY = Duration.ofMinutes(1);

  private final BooleanSupplier there;
  private final Supplier<SealingStatus> sealing;
  private final Supplier<KeyAges> ages;
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "orient-monitoring-look");
            thread.setDaemon(true);
            return thread;
          });
  private volatile SealingStatus lastSealing;
  private volatile KeyAges lastAges;

  private StoreLook(
      BooleanSupplier there, Supplier<SealingStatus> sealing, Supplier<KeyAges> ages) {
    this.there = there;
    this.sealing = sealing;
    this.ages = ages;
  }

  /**
   * Begins to look.
   *
   * @param there whether the store is; answers at once
   */
  public static StoreLook start(
      BooleanSupplier there,
      Supplier<SealingStatus> sealing,
      Supplier<KeyAges> ages,
      MeterRegistry registry) {
    StoreLook look = new StoreLook(there, sealing, ages);
    look.bindTo(registry);
    // Soon after the start, for it cannot be told when the store is there first.
    look.worker.scheduleWithFixedDelay(look::look, 1, 1, TimeUnit.SECONDS);
    return look;
  }

  private long lookedNanos = System.nanoTime() - EVERY.toNanos();

  /** Must not throw, which would end it. */
  private void look() {
    boolean due = System.nanoTime() - lookedNanos >= EVERY.toNanos();
    if (!due || !there.getAsBoolean()) {
      return;
    }
    lookedNanos = System.nanoTime();
    try {
      lastSealing = sealing.get();
      lastAges = ages.get();
    } catch (RuntimeException e) {
      // The feed tells of an outage, and the operation counts as failed.
    }
  }

  private void bindTo(MeterRegistry registry) {
    gauge(
        registry,
        "orient.audit.lag.seconds",
        "How long the oldest unsealed audit row has waited",
        this::sealing,
        now -> seconds(now.lag()));
    gauge(
        registry,
        "orient.audit.waiting.rows",
        "Audit rows without a seal",
        this::sealing,
        SealingStatus::waitingRows);
    gauge(
        registry,
        "orient.audit.intact",
        "1 while the sealed trail is as it was sealed",
        this::sealing,
        now -> now.firstProblem().isPresent() ? 0 : 1);
    age(registry, "orient.kek.age.seconds", "Age of the active key-encryption key", KeyAges::kek);
    age(
        registry,
        "orient.seed.age.seconds",
        "Age of the oldest active seed of a scope",
        KeyAges::oldestSeed);
    age(
        registry,
        "orient.sealing.key.age.seconds",
        "Age of the key that values are sealed to",
        KeyAges::sealingKey);
  }

  private void age(
      MeterRegistry registry,
      String name,
      String description,
      Function<KeyAges, Optional<Duration>> age) {
    gauge(
        registry,
        name,
        description,
        () -> Optional.ofNullable(lastAges),
        now -> age.apply(now).map(StoreLook::seconds).orElse(Double.NaN));
  }

  private Optional<SealingStatus> sealing() {
    return Optional.ofNullable(lastSealing);
  }

  private static <T> void gauge(
      MeterRegistry registry,
      String name,
      String description,
      Supplier<Optional<T>> source,
      ToDoubleFunction<T> number) {
    Gauge.builder(name, () -> source.get().map(number::applyAsDouble).orElse(Double.NaN))
        .description(description)
        .register(registry);
  }

  private static double seconds(Duration duration) {
    return duration.toSeconds();
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
