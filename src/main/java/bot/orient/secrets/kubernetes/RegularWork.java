package bot.orient.secrets.kubernetes;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done again and again by one thread, until the end and whatever fails. */
final class RegularWork implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RegularWork.class);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(new DaemonThreads("orient-resync"));
  private final List<Future<?>> all = new CopyOnWriteArrayList<>();

  /**
   * Does nothing once it is closed.
   *
   * @param pause before each time
   * @param what it is, for the log when it fails
   */
  void every(Duration pause, String what, Runnable work) {
    try {
      all.add(
          thread.scheduleWithFixedDelay(
              () -> attempt(what, work),
              pause.toMillis(),
              pause.toMillis(),
              TimeUnit.MILLISECONDS));
    } catch (RejectedExecutionException e) {
      log.debug("told to stop while it starts");
    }
  }

  /** Must not throw, which would end it for ever. */
  static void attempt(String what, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      log.warn("{} failed: {}", what, e.toString());
    }
  }

  /** Whether all of it goes on. */
  boolean isAlive() {
    return all.stream().noneMatch(Future::isDone);
  }

  boolean isClosed() {
    return thread.isShutdown();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
