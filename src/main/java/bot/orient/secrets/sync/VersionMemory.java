package bot.orient.secrets.sync;

import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.api.WorkloadStatus;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Whether a projected Secret remembers which versions of its keys are good. */
public enum VersionMemory {
  /** It does not: its values are never put back. */
  NONE,
  /** Whatever was to be restarted runs with the present values, which are good therefore. */
  SETTLED,
  /** Some dependent waits, rolls out or failed: what was good before stays so. */
  UNSETTLED;

  private static final Set<WorkloadState> RESTLESS =
      EnumSet.of(WorkloadState.WAITING, WorkloadState.ROLLING_OUT, WorkloadState.FAILED);

  /** {@code dependents} are all that use the Secret, before it is written. */
  public static VersionMemory given(List<WorkloadStatus> dependents) {
    return dependents.stream().map(WorkloadStatus::state).noneMatch(RESTLESS::contains)
        ? SETTLED
        : UNSETTLED;
  }
}
