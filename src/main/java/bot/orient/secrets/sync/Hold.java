package bot.orient.secrets.sync;

import bot.orient.secrets.api.WorkloadState;
import java.util.List;

/**
 * Why a workload has not restarted yet, although its pods lack values.
 *
 * @param state {@code WAITING}, or {@code RESTART_NEEDED} if only a person can begin it
 * @param why for people
 * @param changed the keys that its pods lack, as {@code secret/key}
 */
public record Hold(WorkloadState state, String why, List<String> changed) {

  public Hold {
    changed = List.copyOf(changed);
  }

  boolean concerns(String secretName) {
    return changed.stream().anyMatch(address -> address.startsWith(secretName + "/"));
  }
}
