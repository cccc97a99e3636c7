package bot.orient.secrets.sync;

import java.time.Instant;
import java.util.Optional;

/** How old the pods of a workload's current template are. */
public sealed interface PodAge {

  /** The template has no pods, so none can have started with an old value. */
  record NoPods() implements PodAge {}

  /**
   * The oldest times among the pods of the template; they need not be those of one pod.
   *
   * @param createdAt the earliest creation timestamp, from the API server
   * @param startedAt the earliest start of any container, init containers included, by the clock of
   *     its node; empty when none has ever started
   */
  record OldestPod(Instant createdAt, Optional<Instant> startedAt) implements PodAge {}

  /**
   * Nobody can tell yet: the controller has not yet seen the workload's newest template.
   *
   * @param why for people
   */
  record NotObserved(String why) implements PodAge {}
}
