package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.RolloutPods;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** Where the pods of a workload are found. */
interface PodSource {

  /**
   * What is said of the newest template holds once the workload's controller has observed it.
   *
   * @throws IllegalArgumentException for any other kind than the four
   */
  RolloutPods of(HasMetadata workload);
}
