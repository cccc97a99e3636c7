package bot.orient.secrets.sync;

import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.api.WorkloadStatus;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The restarts of all dependents of a Secret, in one line and one condition.
 *
 * @param afterFailure what to add when some failed
 */
record RestartSummary(List<WorkloadStatus> workloads, String afterFailure) {

  static final String CONDITION = "RestartsComplete";

  /** {@code 2/2 done}; workloads that opted out do not count. */
  String line() {
    long counted = workloads.size() - count(WorkloadState.OPTED_OUT);
    return counted == 0 ? "none" : count(WorkloadState.UP_TO_DATE) + "/" + counted + " done";
  }

  ConditionSet addTo(ConditionSet conditions) {
    if (count(WorkloadState.FAILED) > 0) {
      return conditions.with(
          CONDITION,
          false,
          "RolloutFailed",
          named(WorkloadState.FAILED) + " failed" + afterFailure);
    }
    if (count(WorkloadState.ROLLING_OUT) > 0) {
      return conditions.with(
          CONDITION, false, "RollingOut", named(WorkloadState.ROLLING_OUT) + " rolling out");
    }
    return count(WorkloadState.UP_TO_DATE) == 0
        ? conditions.with(CONDITION, true, "NoDependents", "no workload waits for this Secret")
        : conditions.with(CONDITION, true, "UpToDate", "every dependent workload is up to date");
  }

  private long count(WorkloadState state) {
    return workloads.stream().filter(workload -> workload.state() == state).count();
  }

  private String named(WorkloadState state) {
    return workloads.stream()
        .filter(workload -> workload.state() == state)
        .map(workload -> workload.kind() + " " + workload.name())
        .collect(Collectors.joining(", "));
  }
}
