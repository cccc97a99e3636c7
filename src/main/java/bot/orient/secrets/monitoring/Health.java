package bot.orient.secrets.monitoring;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/**
 * What the kubelet's two questions are answered from.
 *
 * <p>Alive: no thread that must run has died. Database and API server do not count, since a restart
 * brings neither back.
 *
 * <p>Ready: calls of the admin API belong here, and a rollout of the operator may go on to the next
 * replica. That is so when it was started, the watches of the API server hold (without it no caller
 * can be told), and the database has answered once: a replica with a wrong address or password must
 * not replace one that works. That the database is away <em>later</em> counts for nothing: it is
 * away for all replicas alike, and one that answers {@code 503} and why is better than a Service
 * without endpoints. What the database does now is a metric, and a line in the answer.
 */
public final class Health {

  private final List<Check> alive = new CopyOnWriteArrayList<>();
  private final List<Check> ready = new CopyOnWriteArrayList<>();
  private final List<Check> remarks = new CopyOnWriteArrayList<>();
  private volatile Phase phase = Phase.STARTING;

  private enum Phase {
    STARTING,
    RUNNING,
    STOPPING
  }

  /**
   * Adds a thread that must run until the operator stops.
   *
   * @param name shown to everybody: fixed, never made of data
   */
  public void mustLive(String name, BooleanSupplier lives) {
    alive.add(new Check(name, lives));
  }

  /** Adds a condition for calls to be sent here; must answer at once, from memory. */
  public void mustHold(String name, BooleanSupplier holds) {
    ready.add(new Check(name, holds));
  }

  /** Adds what is worth a look and decides nothing. */
  public void worthALook(String name, BooleanSupplier well) {
    remarks.add(new Check(name, well));
  }

  /** All that is to be started is. */
  public void started() {
    phase = Phase.RUNNING;
  }

  /** From now on threads end because they are told to. */
  public void stopping() {
    phase = Phase.STOPPING;
  }

  HealthReport live() {
    return phase == Phase.STOPPING
        ? new HealthReport(true, List.of("stopping"))
        : HealthReport.of(alive, List.of());
  }

  HealthReport ready() {
    List<Check> all = new ArrayList<>();
    all.add(new Check("operator", () -> phase == Phase.RUNNING));
    all.addAll(ready);
    return HealthReport.of(all, remarks);
  }
}
