package bot.orient.secrets.store;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Destroys, now and then, what was deleted and is past its undelete window. */
public final class Housekeeping implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  private static final long CLOSE_SECONDS = 5;

  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "orient-store-housekeeping");
            thread.setDaemon(true);
            return thread;
          });

  private ScheduledFuture<?> schedule;

  private Housekeeping() {}

  /** The next round begins this long after the one before; the first at once. */
  static Housekeeping start(SecretStore store, Duration pause) {
    Housekeeping housekeeping = new Housekeeping();
    housekeeping.schedule =
        housekeeping.executor.scheduleWithFixedDelay(
            () -> round(store), 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    return housekeeping;
  }

  /** Whether it goes on; until it is closed it must. */
  public boolean isAlive() {
    return !executor.isShutdown() && !schedule.isDone();
  }

  private static void round(SecretStore store) {
    try {
      int versions = store.destroyExpired();
      if (versions > 0) {
        LOG.info("destroyed {} versions of secrets whose undelete window was over", versions);
      }
    } catch (StoreUnavailableException e) {
      LOG.debug("housekeeping waits: {}", e.getMessage());
    } catch (RuntimeException e) {
      // Thrown on, it would end the schedule.
      LOG.warn("deleted secrets were not destroyed: {}; it is tried again", e.getMessage());
    }
  }

  /** Lets a round that is under way end. */
  @Override
  public void close() {
    executor.shutdown();
    try {
      executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
