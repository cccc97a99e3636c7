package bot.orient.secrets.sync;

import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.api.WorkloadStatus;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The restarts of all dependents of a Secret, in one line and one condition.
 *
 * @param afterFailure what to add when some failed
 */
record RestartSummary(List<WorkloadStatus> workloads, String afterFailure) {

  static final String CONDITION = "RestartsComplete";

  private static final int MOST_NAMES = 5;

  private static final Set<WorkloadState> THROUGH =
      EnumSet.of(WorkloadState.UP_TO_DATE, WorkloadState.DONE);

  /** {@code 2/3 done, 1 failed}; workloads that opted out do not count. */
  String line() {
    long counted = workloads.size() - count(WorkloadState.OPTED_OUT);
    if (counted == 0) {
      return "none";
    }
    List<String> parts = new ArrayList<>();
    parts.add(in(THROUGH) + "/" + counted + " done");
    addTo(parts, WorkloadState.FAILED, "failed");
    addTo(parts, WorkloadState.RESTART_NEEDED, "needed");
    addTo(parts, WorkloadState.SKIPPED, "skipped");
    return String.join(", ", parts);
  }

  private void addTo(List<String> parts, WorkloadState state, String word) {
    if (count(state) > 0) {
      parts.add(count(state) + " " + word);
    }
  }

  ConditionSet addTo(ConditionSet conditions) {
    if (count(WorkloadState.FAILED) > 0) {
      return incomplete(
          conditions,
          "RolloutFailed",
          named(WorkloadState.FAILED) + " failed" + afterFailure + theRest());
    }
    if (count(WorkloadState.ROLLING_OUT) > 0) {
      return incomplete(
          conditions, "RollingOut", named(WorkloadState.ROLLING_OUT) + " rolling out" + theRest());
    }
    if (count(WorkloadState.WAITING) > 0) {
      return incomplete(conditions, "Waiting", named(WorkloadState.WAITING) + ": " + firstReason());
    }
    if (count(WorkloadState.RESTART_NEEDED) > 0) {
      return incomplete(
          conditions,
          "RestartNeeded",
          named(WorkloadState.RESTART_NEEDED)
              + " must be restarted by hand; status.workloads says why");
    }
    if (count(WorkloadState.SKIPPED) > 0) {
      return conditions.with(
          CONDITION, true, "Skipped", named(WorkloadState.SKIPPED) + " skipped on request");
    }
    return in(THROUGH) == 0
        ? conditions.with(CONDITION, true, "NoDependents", "no workload waits for this Secret")
        : conditions.with(CONDITION, true, "UpToDate", "every dependent workload is up to date");
  }

  private static ConditionSet incomplete(ConditionSet conditions, String reason, String message) {
    return conditions.with(CONDITION, false, reason, message);
  }

  private String theRest() {
    long waiting = count(WorkloadState.WAITING);
    return waiting == 0 ? "" : "; %d more waiting: %s".formatted(waiting, firstReason());
  }

  private String firstReason() {
    return workloads.stream()
        .filter(workload -> workload.state() == WorkloadState.WAITING)
        .map(WorkloadStatus::message)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse("status.workloads says for what");
  }

  private long count(WorkloadState state) {
    return in(EnumSet.of(state));
  }

  private long in(Set<WorkloadState> states) {
    return workloads.stream().filter(workload -> states.contains(workload.state())).count();
  }

  /** The first few, so that the condition stays readable with hundreds. */
  private String named(WorkloadState state) {
    String names =
        workloads.stream()
            .filter(workload -> workload.state() == state)
            .limit(MOST_NAMES)
            .map(workload -> workload.kind() + " " + workload.name())
            .collect(Collectors.joining(", "));
    long more = count(state) - MOST_NAMES;
    return more > 0 ? names + " and " + more + " more" : names;
  }
}
