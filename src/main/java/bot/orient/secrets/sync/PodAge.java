package bot.orient.secrets.sync;

import java.time.Instant;
import java.util.List;

/** How old the pods of a workload's current template are. */
public sealed interface PodAge {

  /** Those that are to stay; without any, none can have started with an old value. */
  record Pods(List<Pod> pods) implements PodAge {

    public Pods {
      pods = List.copyOf(pods);
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
