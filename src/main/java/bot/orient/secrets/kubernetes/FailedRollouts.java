package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.FailedRollout;
import java.util.List;

/** Knows the rollouts that failed. */
@FunctionalInterface
interface FailedRollouts {

  /** Those that carried a change of keys of the Secret. */
  List<FailedRollout> of(String namespace, String secretName);
}
