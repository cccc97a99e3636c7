package bot.orient.secrets.sync;

import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.api.WorkloadStatus;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Whether a projected Secret remembers the versions of its keys, and which of them are good. */
public enum VersionMemory {
  /** It does not: its values have no versions to go back to. */
  NONE,
  /** All dependents run with the present values, which are good therefore. */
  SETTLED,
  /** Some dependent waits, rolls out or failed: what was good before stays so. */
  UNSETTLED;

  private static final Set<WorkloadState> AT_REST =
      EnumSet.of(WorkloadState.UP_TO_DATE, WorkloadState.OPTED_OUT);

  /** {@code dependents} are all that use the Secret, before it is written. */
  public static VersionMemory given(List<WorkloadStatus> dependents) {
    return dependents.stream().map(WorkloadStatus::state).allMatch(AT_REST::contains)
        ? SETTLED
        : UNSETTLED;
  }
}
