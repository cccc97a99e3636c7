package bot.orient.secrets.store;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Opens the store at the first call that finds the database there, exactly once. Until then every
 * call fails at once or after a few seconds, and none queues up behind another for longer.
 */
final class StoreGate implements AutoCloseable {

  private static final long WAIT_SECONDS = 5;

  /** So that many callers do not each knock at a database that is away. */
  private static final long RETRY_NANOS = Duration.ofMillis(500).toNanos();

  private final Supplier<OpenStore> opening;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile OpenStore open;
  private volatile Failure failure;
  private volatile boolean closed;

  StoreGate(Supplier<OpenStore> opening) {
    this.opening = opening;
  }

  OpenStore pass() {
    OpenStore store = open;
    return store == null ? enter() : store;
  }

  private OpenStore enter() {
    refuseAfterRecentFailure();
    try {
      if (!lock.tryLock(WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new StoreUnavailableException("the store is being opened; it is tried again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while the store is being opened", e);
    }
    try {
      if (closed) {
        throw new StoreUnavailableException("the store is closed: the operator is stopping");
      }
      if (open == null) {
        refuseAfterRecentFailure();
        open = opening.get();
      }
      return open;
    } catch (StoreException e) {
      failure = new Failure(e, System.nanoTime());
      throw e;
    } finally {
      lock.unlock();
    }
  }

  private void refuseAfterRecentFailure() {
    Failure recent = failure;
    if (recent != null && System.nanoTime() - recent.atNanos() < RETRY_NANOS) {
      throw recent.again();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (open != null) {
        open.close();
        open = null;
      }
    } finally {
      lock.unlock();
    }
  }

  private record Failure(StoreException error, long atNanos) {

    /** A new exception with the caller's own stack. */
    StoreException again() {
      if (error instanceof StoreUnavailableException) {
        return new StoreUnavailableException(error.getMessage(), error);
      }
      if (error instanceof KeyServiceAwayException) {
        return new KeyServiceAwayException(error.getMessage());
      }
      return error instanceof StoreKeyException
          ? new StoreKeyException(error.getMessage())
          : new StoreException(error.getMessage(), error);
    }
  }
}
