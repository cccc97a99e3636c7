package bot.orient.secrets.sync;

import bot.orient.secrets.sync.PodAge.OldestPod;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A key of which only the age of the pods can tell whether they have its value. All times count in
 * whole seconds, because the API server cuts its own to that.
 */
sealed interface OpenKey {

  /** Whether some pod may run without the value. */
  boolean mayBeLackedBy(OldestPod oldest);

  private static Instant second(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }

  /**
   * Pods may have started with another value, or without one: within one second nothing is known to
   * be later.
   *
   * @param at when the value last changed, by the API server's clock
   */
  record Changed(Instant at) implements OpenKey {

    @Override
    public boolean mayBeLackedBy(OldestPod oldest) {
      return !second(oldest.createdAt()).isAfter(second(at));
    }
  }

  /**
   * Pods wait for the key, so those that had not started when it came have its value, however old
   * they are. One that had started got another value, from a Secret that was there before.
   *
   * <p>Only here the kubelet's clock may count: all it can decide is whether a pod waited. For a
   * value that changed it must not, since a node whose clock runs ahead would lose restarts.
   *
   * @param at when the key came, by the API server's clock
   */
  record Awaited(Instant at) implements OpenKey {

    @Override
    public boolean mayBeLackedBy(OldestPod oldest) {
      return new Changed(at).mayBeLackedBy(oldest)
          && oldest.startedAt().filter(start -> second(start).isBefore(second(at))).isPresent();
    }
  }
}
