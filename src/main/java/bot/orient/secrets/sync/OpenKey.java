package bot.orient.secrets.sync;

import bot.orient.secrets.sync.KeyHistory.Absence;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/**
 * A key of which only the age of the pods can tell whether they have its value. All times count in
 * whole seconds, because the API server cuts its own to that.
 */
sealed interface OpenKey {

  /** Whether the pod may run without the value. */
  boolean mayBeLackedBy(PodAge.Pod pod);

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
    public boolean mayBeLackedBy(PodAge.Pod pod) {
      return !second(pod.createdAt()).isAfter(second(at));
    }
  }

  /**
   * Pods wait for the key, so those that had not started when it came have its value, however old
   * they are. One that had started got another value, from a Secret that was there before.
   *
   * <p>Only here and for {@link Returned} the kubelet's clock may count: all it can decide is
   * whether a pod waited. For a value that changed it must not, since a node whose clock runs ahead
   * would lose restarts.
   *
   * @param at when the key came, by the API server's clock
   */
  record Awaited(Instant at) implements OpenKey {

    @Override
    public boolean mayBeLackedBy(PodAge.Pod pod) {
      return new Changed(at).mayBeLackedBy(pod)
          && Stream.concat(pod.starts().stream(), pod.pastStarts().stream())
              .anyMatch(start -> second(start).isBefore(second(at)));
    }
  }

  /**
   * The value on record was away and is back: only pods that came, or of which a container started
   * again, in between have another one.
   *
   * @param absences by the API server's clock
   */
  record Returned(List<Absence> absences) implements OpenKey {

    @Override
    public boolean mayBeLackedBy(PodAge.Pod pod) {
      return Stream.concat(Stream.of(pod.createdAt()), pod.starts().stream())
          .map(OpenKey::second)
          .anyMatch(time -> absences.stream().anyMatch(absence -> absence.contains(time)));
    }
  }
}
