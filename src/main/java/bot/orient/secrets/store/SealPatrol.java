package bot.orient.secrets.store;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether the chain of seals is still whole while the operator runs: everything once, then
 * each new seal at once and everything again from time to time. It works beside the sealer, in
 * small batches with pauses between, and ends with the first thing that it finds wrong: to find the
 * others is for whoever verifies the store. Values are written on, whatever it finds.
 */
final class SealPatrol implements AutoCloseable {

  /** From the beginning of one look at everything to the next. */
  static final Duration ROUND_EVERY = Duration.ofHours(1);

  /** A batch takes some 20 ms, so it uses a fifth of a processor at most. */
  private static final Duration BETWEEN_BATCHES = Duration.ofMillis(100);

  private static final Logger LOG = LoggerFactory.getLogger(SealPatrol.class);
  private static final long CLOSE_SECONDS = 5;

  private final Database database;
  private final Supplier<OpenStore> gate;
  private final Pace pace;
  private final Consumer<String> problems;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "orient-store-patrol");

  /** Stays at the end of the chain, once it is there. */
  private SealWalk newest;

  /** Another look at everything; null between two of them. */
  private SealWalk round;

  private long roundNanos;
  private boolean interrupted;

  /**
   * How often it looks.
   *
   * @param newSeals pause between two looks for new seals
   * @param everything from the beginning of one look at all of them to the next
   */
  record Pace(Duration newSeals, Duration everything) {}

  /** Does nothing by itself before it is started. */
  SealPatrol(Database database, Supplier<OpenStore> gate, Pace pace, Consumer<String> problems) {
    this.database = database;
    this.gate = gate;
    this.pace = pace;
    this.problems = problems;
  }

  /**
   * Starts a patrol.
   *
   * @param gate gives the open store, or throws a {@link StoreException}
   * @param problems is told the one thing that is found
   */
  static SealPatrol start(
      Database database, Supplier<OpenStore> gate, Pace pace, Consumer<String> problems) {
    SealPatrol patrol = new SealPatrol(database, gate, pace, problems);
    patrol.thread.setDaemon(true);
    patrol.thread.start();
    return patrol;
  }

  private void run() {
    Next next = Next.BATCH;
    while (next != Next.NOTHING && closing.getCount() > 0) {
      try {
        next = step();
        interrupted = false;
      } catch (RuntimeException e) {
        interrupted(e);
        next = Next.LATER;
      }
      pause(next == Next.BATCH ? BETWEEN_BATCHES : pace.newSeals());
    }
  }

  /** Said once for an outage. */
  private void interrupted(RuntimeException error) {
    if (!interrupted && closing.getCount() > 0) {
      if (error instanceof StoreException) {
        LOG.warn("looking at the seals of the audit trail is interrupted: {}", error.getMessage());
      } else {
        LOG.error("looking at the seals of the audit trail failed; it is tried again", error);
      }
    }
    interrupted = true;
  }

  /** What is to be done after a step. */
  enum Next {
    /** Go on with the next batch. */
    BATCH,
    /** Look for new seals after a while. */
    LATER,
    /** The chain is not whole: there is nothing more to find out. */
    NOTHING
  }

  /** One batch of new seals; when there are no more of those, one of a look at everything. */
  Next step() {
    StoreKeys keys = gate.get().keys();
    if (newest == null) {
      newest = new SealWalk(keys.store(), keys.audit());
      roundNanos = System.nanoTime();
    }
    Next next = take(newest);
    if (next != Next.LATER) {
      return next;
    }
    if (round == null && System.nanoTime() - roundNanos >= pace.everything().toNanos()) {
      round = new SealWalk(keys.store(), keys.audit());
      roundNanos = System.nanoTime();
    }
    if (round != null) {
      next = take(round);
      round = next == Next.LATER ? null : round;
    }
    return next;
  }

  private Next take(SealWalk walk) {
    SealWalk.Step step = database.query("looking at the seals of the audit trail", walk::next);
    if (step instanceof SealWalk.Step.Broken broken) {
      String problem =
          "the audit trail is not whole at seal " + broken.seal() + ": " + broken.why();
      LOG.error(
          "{}. Values are written on. Run verify: it names everything that was changed, removed or"
              + " slipped in",
          problem);
      problems.accept(problem);
      return Next.NOTHING;
    }
    return ((SealWalk.Step.Whole) step).more() ? Next.BATCH : Next.LATER;
  }

  private void pause(Duration pause) {
    try {
      closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing.countDown();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
