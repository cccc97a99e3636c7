package bot.orient.secrets.sync;

import java.time.Instant;

/** How old the pods of a workload's current template are. */
public sealed interface PodAge {

  /** The template has no pods, so none can have started with an old value. */
  record NoPods() implements PodAge {}

  /**
   * The oldest pod of the template.
   *
   * @param createdAt its creation timestamp, from the API server
   */
  record OldestPod(Instant createdAt) implements PodAge {}

  /**
   * Nobody can tell yet: the controller has not yet seen the workload's newest template.
   *
   * @param why for people
   */
  record NotObserved(String why) implements PodAge {}
}
