package bot.orient.secrets.kubernetes;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that reconcile. When it is shut down, only what has begun goes on.
 *
 * <p>Resources that a change in the store concerns go first. After a failover, and when the store
 * is back, every resource is looked at: among ten thousand that need nothing a rotation would wait
 * for half a minute.
 */
final class ReconciliationPool extends ThreadPoolExecutor {

  /**
   * A standby is told of changes too and reconciles none, so when it takes over, those count that
   * the leader before may have left undone: longer than a lease that nobody renews.
   */
  private static final long URGENT_NANOS = Duration.ofMinutes(2).toNanos();

  private static final Logger LOG = LoggerFactory.getLogger(ReconciliationPool.class);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private record Place(String controller, ResourceID resource) {
    @Override
    public String toString() {
      return controller + " " + resource.getNamespace().orElse("") + "/" + resource.getName();
    }
  }

  private final LongSupplier nanos;
  private final ThreadLocal<Place> submitting = new ThreadLocal<>();

  /** When they were hurried, oldest first. */
  private final Map<Place, Long> urgent = new LinkedHashMap<>();

  private final Map<Place, Waiting> waiting = new ConcurrentHashMap<>();
  private long submitted;

  ReconciliationPool(int threads) {
    this(threads, System::nanoTime);
  }

  ReconciliationPool(int threads, LongSupplier nanos) {
    super(threads, threads, 0, TimeUnit.SECONDS, new PriorityBlockingQueue<>());
    this.nanos = nanos;
  }

  /** Resources that wait for a thread. */
  int waiting() {
    return getQueue().size();
  }

  /** What this thread executes next is a reconciliation of this resource. */
  void submitting(String controller, ResourceID resource) {
    submitting.set(new Place(controller, resource));
  }

  /** A change concerns a resource; call it before waking that. */
  synchronized void hurry(String controller, ResourceID resource) {
    Place place = new Place(controller, resource);
    urgent.remove(place);
    urgent.put(place, nanos.getAsLong());
    forgetOld();
    Waiting inTurn = waiting.get(place);
    if (inTurn != null && !inTurn.urgent && getQueue().remove(inTurn)) {
      add(inTurn.urgently());
    }
  }

  @Override
  public void execute(Runnable reconciliation) {
    Place place = submitting.get();
    submitting.remove();
    submit(place, reconciliation, FIRST_PAUSE);
  }

  private synchronized void submit(Place place, Runnable reconciliation, Duration pause) {
    submitted++;
    forgetOld();
    Waiting next =
        new Waiting(
            place, place != null && urgent.containsKey(place), submitted, reconciliation, pause);
    if (place != null) {
      waiting.put(place, next);
    }
    super.execute(next);
  }

  private void forgetOld() {
    long now = nanos.getAsLong();
    Iterator<Long> oldest = urgent.values().iterator();
    while (oldest.hasNext() && now - oldest.next() > URGENT_NANOS) {
      oldest.remove();
    }
  }

  private synchronized void begins(Waiting next) {
    waiting.remove(next.place, next);
    urgent.remove(next.place);
  }

  /**
   * JOSDK (5.2.3) retries what a reconciler throws. After an exception of its own, as for a
   * resource that was created again and deleted again before its turn came, it believes for ever
   * that the resource is being reconciled: so what it handed over is run until it ends.
   */
  private void tryAgain(Waiting failed, Throwable failure) {
    LOG.warn(
        "{}: its reconciliation broke off and is begun again in {} s",
        failed.place,
        failed.pause.toSeconds(),
        failure);
    CompletableFuture.delayedExecutor(failed.pause.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> resubmit(failed));
  }

  private void resubmit(Waiting failed) {
    if (!isShutdown()) {
      Duration twice = failed.pause.multipliedBy(2);
      submit(
          failed.place,
          failed.reconciliation,
          twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE);
    }
  }

  private void add(Waiting next) {
    waiting.put(next.place, next);
    getQueue().add(next);
  }

  /** Waits for its turn, and is compared by that only. */
  private final class Waiting implements Runnable, Comparable<Waiting> {

    private static final Comparator<Waiting> TURN =
        Comparator.comparing((Waiting one) -> !one.urgent).thenComparing(one -> one.number);

    private final Place place;
    private final boolean urgent;
    private final long number;
    private final Runnable reconciliation;
    private final Duration pause;

    /**
     * @param pause before it is begun again, if it breaks off
     */
    Waiting(Place place, boolean urgent, long number, Runnable reconciliation, Duration pause) {
      this.place = place;
      this.urgent = urgent;
      this.number = number;
      this.reconciliation = reconciliation;
      this.pause = pause;
    }

    Waiting urgently() {
      return new Waiting(place, true, number, reconciliation, pause);
    }

    @Override
    public int compareTo(Waiting other) {
      return TURN.compare(this, other);
    }

    @Override
    public void run() {
      if (place != null) {
        begins(this);
      }
      if (!isShutdown()) {
        try {
          reconciliation.run();
        } catch (RuntimeException | Error e) {
          tryAgain(this, e);
        }
      }
    }
  }
}
