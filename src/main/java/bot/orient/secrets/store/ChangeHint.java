package bot.orient.secrets.store;

import java.sql.Statement;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes the feeds after a commit by an empty NOTIFY. Only a hint: a lost one costs a poll's wait.
 *
 * <p>Sent outside the writing transaction and at most 20 times a second, because a NOTIFY takes a
 * lock on the whole database when it commits.
 */
final class ChangeHint implements AutoCloseable {

  static final String CHANNEL = "orient_store";

  private static final Logger LOG = LoggerFactory.getLogger(ChangeHint.class);
  private static final long PAUSE_MILLIS = 50;
  private static final long CLOSE_SECONDS = 3;

  private final Database database;
  private final AtomicBoolean due = new AtomicBoolean();
  private final ScheduledExecutorService sender =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "orient-store-hint");
            thread.setDaemon(true);
            return thread;
          });
  private volatile long lastSentNanos = System.nanoTime() - TimeUnit.SECONDS.toNanos(1);

  ChangeHint(Database database) {
    this.database = database;
  }

  void send() {
    if (!due.compareAndSet(false, true)) {
      return;
    }
    long sinceLast = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastSentNanos);
    try {
      sender.schedule(this::sendNow, Math.max(0, PAUSE_MILLIS - sinceLast), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("the store is closing; no more hints are sent");
    }
  }

  private void sendNow() {
    // Reset first: what commits from here on gets a hint of its own.
    due.set(false);
    lastSentNanos = System.nanoTime();
    try {
      database.query(
          "sending a hint",
          connection -> {
            try (Statement statement = connection.createStatement()) {
              return statement.execute("notify " + CHANNEL);
            }
          });
    } catch (StoreException e) {
      LOG.debug("no hint was sent; the feed polls anyway: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    // One that is being sent is let finish: to break it off would break a pooled connection.
    sender.shutdown();
    try {
      sender.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
