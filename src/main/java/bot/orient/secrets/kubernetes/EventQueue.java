package bot.orient.secrets.kubernetes;

import io.fabric8.kubernetes.api.model.Event;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Events behind the work they tell of. When thousands of resources are synchronized at once,
 * a third of what the API server writes would be Events, and each Secret would wait for those of
 * the Secrets before.
 */
final class EventQueue implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EventQueue.class);

  /** While there is other work, so many are written as they come, and the others slowly. */
  private static final int BURST = 100;

  private static final Duration PAUSE = Duration.ofMillis(40);

  /** At two kilobytes each. When so many wait, whoever has one more writes it himself. */
  private static final int MOST_WAITING = 5000;

  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private final Consumer<Event> writer;
  private final Worker worker;

  /**
   * @param writer must not throw
   * @param busy whether resources wait to be reconciled
   */
  EventQueue(Consumer<Event> writer, BooleanSupplier busy) {
    this(writer, busy, TimeUnit.NANOSECONDS::sleep);
  }

  EventQueue(Consumer<Event> writer, BooleanSupplier busy, Sleep sleep) {
    this.writer = writer;
    this.worker = new Worker(busy, sleep);
  }

  /** For so many nanoseconds; not at all if there are none. */
  @FunctionalInterface
  interface Sleep {
    void sleep(long nanos) throws InterruptedException;
  }

  void add(Event event) {
    worker.execute(() -> writer.accept(event));
  }

  /** Writes what waits, as far as that is done in a moment. */
  @Override
  public void close() {
    worker.end();
  }

  private static final class Worker extends ThreadPoolExecutor {

    private final BooleanSupplier busy;
    private final Sleep sleep;
    private volatile boolean ending;

    /** When the next may be written that is not part of a burst; {@link System#nanoTime}. */
    private long next = System.nanoTime() - BURST * PAUSE.toNanos();

    Worker(BooleanSupplier busy, Sleep sleep) {
      super(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(MOST_WAITING),
          new DaemonThreads("orient-events"),
          new CallerRunsPolicy());
      this.busy = busy;
      this.sleep = sleep;
    }

    /** On the thread of the worker only. */
    @Override
    protected void beforeExecute(Thread thread, Runnable task) {
      if (ending || !busy.getAsBoolean()) {
        return;
      }
      long now = System.nanoTime();
      next = Math.max(next, now - BURST * PAUSE.toNanos()) + PAUSE.toNanos();
      try {
        sleep.sleep(next - now);
      } catch (InterruptedException e) {
        thread.interrupt();
      }
    }

    void end() {
      ending = true;
      shutdown();
      try {
        if (!awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
          log.warn(
              "{} Events are not written any more; the log has them all", shutdownNow().size());
        }
      } catch (InterruptedException e) {
        shutdownNow();
        Thread.currentThread().interrupt();
      }
    }
  }
}
