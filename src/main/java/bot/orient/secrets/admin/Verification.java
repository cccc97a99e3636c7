package bot.orient.secrets.admin;

import bot.orient.secrets.store.StoreException;
import bot.orient.secrets.store.VerificationReport;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies the store beside the calls, because that takes long: one at a time. The last result is
 * kept in memory, so another replica, and this one after a restart, knows none.
 */
final class Verification implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Verification.class);

  private final Supplier<VerificationReport> verifier;
  private final InstantSource clock;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "orient-verification");
            thread.setDaemon(true);
            return thread;
          });
  private State state = new Never();

  Verification(Supplier<VerificationReport> verifier, InstantSource clock) {
    this.verifier = verifier;
    this.clock = clock;
  }

  /** What is known of the last verification. */
  sealed interface State {}

  record Never() implements State {}

  record Running(Instant since) implements State {}

  record Done(VerificationReport report) implements State {}

  /** It could not be done; the message says why, for a person. */
  record Failed(Instant at, String message) implements State {}

  synchronized State state() {
    return state;
  }

  /** Begins one, unless one is running; that is the one to wait for then. */
  synchronized State start() {
    if (!(state instanceof Running)) {
      state = new Running(clock.instant());
      worker.execute(this::run);
    }
    return state;
  }

  private void run() {
    State result;
    try {
      result = new Done(verifier.get());
    } catch (StoreException e) {
      result = new Failed(clock.instant(), e.getMessage());
    } catch (RuntimeException e) {
      log.error("a verification of the store failed", e);
      result = new Failed(clock.instant(), "an error of the operator; see its log");
    }
    synchronized (this) {
      state = result;
    }
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
