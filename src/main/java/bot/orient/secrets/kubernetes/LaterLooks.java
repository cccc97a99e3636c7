package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.WorkloadId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Wakes workloads that wait for a time. JOSDK's own timers (5.2.3) are {@link java.util.Timer}s,
 * which go by the wall clock: where that was set ahead, they sleep on for as long as the first of
 * them had to wait, and fire none meanwhile. These go by {@link System#nanoTime}.
 */
final class LaterLooks implements AutoCloseable {

  private final Consumer<WorkloadId> wake;
  private final Map<WorkloadId, Look> looks = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor timer;

  LaterLooks(Consumer<WorkloadId> wake) {
    this.wake = wake;
    this.timer = new ScheduledThreadPoolExecutor(1, new DaemonThreads("orient-later-looks"));
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /**
   * The next look at a workload, in place of the one that was planned before.
   *
   * @param delay empty if it waits for no time
   */
  void plan(WorkloadId workload, Optional<Duration> delay) {
    looks.compute(
        workload,
        (id, before) -> {
          if (before != null) {
            before.planned.cancel(false);
          }
          return delay
              .filter(some -> !timer.isShutdown())
              .map(some -> new Look(id, some))
              .orElse(null);
        });
  }

  private final class Look implements Runnable {

    private final WorkloadId workload;
    private final Future<?> planned;

    Look(WorkloadId workload, Duration delay) {
      this.workload = workload;
      this.planned = timer.schedule(this, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void run() {
      looks.remove(workload, this);
      wake.accept(workload);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
