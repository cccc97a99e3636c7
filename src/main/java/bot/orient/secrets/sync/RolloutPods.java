package bot.orient.secrets.sync;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/**
 * The pods of a workload that have not finished, those that are about to stop included.
 *
 * @param newest those of its newest template
 * @param all of them
 */
public record RolloutPods(List<Pod> newest, List<Pod> all) {

  public RolloutPods {
    newest = List.copyOf(newest);
    all = List.copyOf(all);
  }
}
