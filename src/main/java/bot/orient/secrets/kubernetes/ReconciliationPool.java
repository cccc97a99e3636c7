package bot.orient.secrets.kubernetes;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads that reconcile. When it is shut down, only what has begun goes on. */
final class ReconciliationPool extends ThreadPoolExecutor {

  ReconciliationPool(int threads) {
    super(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
  }

  /** Resources that wait for a thread. */
  int waiting() {
    return getQueue().size();
  }

  @Override
  public void execute(Runnable reconciliation) {
    super.execute(
        () -> {
          if (!isShutdown()) {
            reconciliation.run();
          }
        });
  }
}
