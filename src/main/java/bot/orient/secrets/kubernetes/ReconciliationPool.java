package bot.orient.secrets.kubernetes;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that reconcile. Until it is opened what is due waits here, each resource once: caches
 * fill and follow the cluster meanwhile, so that a replica that comes to lead goes on at once. When
 * it is shut down, only what has begun goes on.
 */
final class ReconciliationPool extends ThreadPoolExecutor {

  private final CountDownLatch open = new CountDownLatch(1);

  ReconciliationPool(int threads) {
    super(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
  }

  void open() {
    open.countDown();
  }

  /** Resources that wait for a thread, or for the pool to be opened. */
  int waiting() {
    return getQueue().size() + (isOpen() ? 0 : getActiveCount());
  }

  /** Resources that are being reconciled. */
  int running() {
    return isOpen() ? getActiveCount() : 0;
  }

  private boolean isOpen() {
    return open.getCount() == 0;
  }

  @Override
  public void execute(Runnable reconciliation) {
    super.execute(
        () -> {
          if (mayBegin()) {
            reconciliation.run();
          }
        });
  }

  private boolean mayBegin() {
    try {
      open.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return !isShutdown();
  }

  @Override
  public void shutdown() {
    super.shutdown();
    open();
  }
}
