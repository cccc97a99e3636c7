package bot.orient.secrets.sync;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who may begin a rollout next under the caps. Fair between namespaces: the one with the fewest
 * rollouts under way comes first; within a namespace, the one that waits longest.
 */
public final class RolloutTurns {

  private final int most;
  private final int mostPerNamespace;

  public RolloutTurns(RestartSettings settings) {
    this.most = settings.maxConcurrent();
    this.mostPerNamespace = settings.maxConcurrentPerNamespace();
  }

  /**
   * A workload that waits for its turn.
   *
   * @param since when its restart became due
   */
  public record Waiting(WorkloadId workload, Instant since) {

    private static final Comparator<Waiting> ORDER =
        Comparator.comparing(Waiting::since)
            .thenComparing(waiting -> waiting.workload().namespace())
            .thenComparing(waiting -> waiting.workload().name())
            .thenComparing(waiting -> waiting.workload().kind());

    private String namespace() {
      return workload.namespace();
    }
  }

  /** Those that may begin now, in their order. */
  public List<Waiting> next(Collection<Waiting> waiting, Map<String, Integer> underWay) {
    int free = most - underWay.values().stream().mapToInt(Integer::intValue).sum();
    Map<String, Integer> busy = new HashMap<>(underWay);
    List<Waiting> left = new ArrayList<>(waiting);
    List<Waiting> chosen = new ArrayList<>();
    while (chosen.size() < free) {
      Optional<Waiting> candidate =
          left.stream()
              .filter(one -> busy.getOrDefault(one.namespace(), 0) < mostPerNamespace)
              .min(
                  Comparator.comparing((Waiting one) -> busy.getOrDefault(one.namespace(), 0))
                      .thenComparing(Waiting.ORDER));
      if (candidate.isEmpty()) {
        break;
      }
      chosen.add(candidate.get());
      left.remove(candidate.get());
      busy.merge(candidate.get().namespace(), 1, Integer::sum);
    }
    return chosen;
  }
}
