package bot.orient.secrets.sync;

import java.time.Instant;
import java.util.List;

/** How old the pods of a workload are. */
public sealed interface PodAge {

  /**
   * Those that nobody has told to stop yet.
   *
   * @param staying without any, none can have started with an old value
   * @param outgoing those of earlier templates, which the rollout under way is about to stop; were
   *     it undone, they would stay
   */
  record Pods(List<Pod> staying, List<Pod> outgoing) implements PodAge {

    public Pods {
      staying = List.copyOf(staying);
      outgoing = List.copyOf(outgoing);
    }
  }

  /**
   * One pod.
   *
   * @param createdAt from the API server
   * @param starts of its containers as they are, init containers included, by the clock of its
   *     node; none while no container has ever started
   * @param pastStarts of containers that these replaced
   */
  record Pod(Instant createdAt, List<Instant> starts, List<Instant> pastStarts) {

    public Pod {
      starts = List.copyOf(starts);
      pastStarts = List.copyOf(pastStarts);
    }
  }

  /**
   * Nobody can tell yet: the controller has not yet seen the workload's newest template.
   *
   * @param why for people
   */
  record NotObserved(String why) implements PodAge {}
}
