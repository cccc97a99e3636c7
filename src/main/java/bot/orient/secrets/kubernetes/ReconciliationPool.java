package bot.orient.secrets.kubernetes;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that reconcile. When it is shut down, only what has begun goes on.
 *
 * <p>Resources that a change in the store concerns go first. After a failover, and when the store
 * is back, every resource is looked at: among ten thousand that need nothing a rotation would wait
 * for half a minute.
 */
final class ReconciliationPool extends ThreadPoolExecutor {

  private record Place(String controller, ResourceID resource) {}

  private final ThreadLocal<Place> submitting = new ThreadLocal<>();
  private final Set<Place> urgent = ConcurrentHashMap.newKeySet();
  private final Map<Place, Waiting> waiting = new ConcurrentHashMap<>();
  private long submitted;

  ReconciliationPool(int threads) {
    super(threads, threads, 0, TimeUnit.SECONDS, new PriorityBlockingQueue<>());
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
    urgent.add(place);
    Waiting inTurn = waiting.get(place);
    if (inTurn != null && getQueue().remove(inTurn)) {
      add(inTurn.urgently());
    }
  }

  @Override
  public synchronized void execute(Runnable reconciliation) {
    Place place = submitting.get();
    submitting.remove();
    submitted++;
    Waiting next =
        new Waiting(place, place != null && urgent.contains(place), submitted, reconciliation);
    if (place != null) {
      waiting.put(place, next);
    }
    super.execute(next);
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

    Waiting(Place place, boolean urgent, long number, Runnable reconciliation) {
      this.place = place;
      this.urgent = urgent;
      this.number = number;
      this.reconciliation = reconciliation;
    }

    Waiting urgently() {
      return new Waiting(place, true, number, reconciliation);
    }

    @Override
    public int compareTo(Waiting other) {
      return TURN.compare(this, other);
    }

    @Override
    public void run() {
      if (place != null) {
        waiting.remove(place, this);
        ReconciliationPool.this.urgent.remove(place);
      }
      if (!isShutdown()) {
        reconciliation.run();
      }
    }
  }
}
