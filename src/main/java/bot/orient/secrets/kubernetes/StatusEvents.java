package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.KeyStatus;
import bot.orient.secrets.api.ValueSource;
import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.api.WorkloadStatus;
import bot.orient.secrets.sync.Restoration;
import bot.orient.secrets.sync.Rotation;
import bot.orient.secrets.sync.SyncOutcome;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells, as Events, how a status differs from the one before: its readiness and its workloads; and,
 * for metrics, how each reconciliation ended.
 */
final class StatusEvents {

  private static final int MOST_NAMES = 5;

  private static final Set<WorkloadState> ROLLED =
      EnumSet.of(WorkloadState.ROLLING_OUT, WorkloadState.FAILED);

  private final EventRecorder events;
  private final SyncLatency latency;

  StatusEvents(EventRecorder events, SyncLatency latency) {
    this.events = events;
    this.latency = latency;
  }

  /** Whatever it came to, and whether or not that is news. */
  void ended(HasMetadata resource, SyncOutcome outcome) {
    latency.ended(resource, outcome);
  }

  /**
   * {@code before} may be null. That all was well from the start is no news: the Secret's own Event
   * tells that it was created.
   */
  void readiness(HasMetadata resource, List<Condition> before, List<Condition> after) {
    Condition now = ready(after).orElseThrow();
    Optional<Condition> previous = ready(before);
    boolean same =
        previous.isPresent()
            && Objects.equals(previous.get().getStatus(), now.getStatus())
            && Objects.equals(previous.get().getReason(), now.getReason());
    boolean ready = "True".equals(now.getStatus());
    if (same || ready && previous.isEmpty()) {
      return;
    }
    if (ready) {
      events.normal(resource, now.getReason(), now.getMessage());
    } else {
      events.warning(resource, now.getReason(), now.getMessage());
    }
  }

  /**
   * Remarks on keys that have a value; a key without one makes the resource unready, which is told.
   */
  void keys(HasMetadata resource, List<KeyStatus> before, List<KeyStatus> after) {
    for (KeyStatus now : after) {
      boolean told =
          before != null
              && before.stream()
                  .anyMatch(
                      row ->
                          row.key().equals(now.key())
                              && Objects.equals(row.message(), now.message()));
      if (now.message() != null && now.source() != ValueSource.MISSING && !told) {
        events.warning(resource, "KeyProblem", now.key() + " " + now.message());
      }
    }
  }

  /** Keys put back to earlier versions, and left to go on; {@code before} may be null. */
  void pins(HasMetadata resource, List<Condition> before, List<Condition> after) {
    Optional<String> previous = message(before, Restoration.CONDITION);
    Optional<String> now = message(after, Restoration.CONDITION);
    if (now.isPresent() && !now.equals(previous)) {
      events.warning(resource, "VersionRestored", now.get());
    } else if (now.isEmpty() && previous.isPresent()) {
      events.normal(resource, "PinCleared", "the newest versions are projected again");
    }
  }

  /** Values that became due for rotation, each once; {@code before} may be null. */
  void rotation(HasMetadata resource, List<Condition> before, Rotation now) {
    String told =
        condition(before, Rotation.CONDITION)
            .filter(condition -> "True".equals(condition.getStatus()))
            .map(Condition::getMessage)
            .orElse("");
    String news =
        now.due().stream()
            .map(Rotation.Due::text)
            .filter(text -> !told.contains(text))
            .collect(Collectors.joining("; "));
    if (!news.isEmpty()) {
      events.warning(resource, Rotation.CONDITION, news);
    } else if (now.known() && now.due().isEmpty() && !told.isEmpty()) {
      events.normal(resource, "Rotated", "no value is due for rotation any more");
    }
  }

  /** Both lists may be null. A state that many workloads reach together is told once. */
  void workloads(HasMetadata resource, List<WorkloadStatus> before, List<WorkloadStatus> after) {
    Map<WorkloadState, List<WorkloadStatus>> reached = new EnumMap<>(WorkloadState.class);
    for (WorkloadStatus now : after == null ? List.<WorkloadStatus>of() : after) {
      Optional<WorkloadState> previous = state(before, now);
      if (previous.isPresent() && isNews(previous.get(), now.state())) {
        reached.computeIfAbsent(now.state(), state -> new ArrayList<>()).add(now);
      }
    }
    reached.forEach((state, rows) -> tell(resource, state, rows));
  }

  /** A wait that ends without a restart, because the value is the one of before, is none. */
  private static boolean isNews(WorkloadState before, WorkloadState now) {
    return before != now && (now != WorkloadState.UP_TO_DATE || ROLLED.contains(before));
  }

  private void tell(HasMetadata resource, WorkloadState state, List<WorkloadStatus> rows) {
    String names = names(rows);
    String verb = rows.size() == 1 ? " is " : " are ";
    switch (state) {
      case ROLLING_OUT -> events.normal(resource, "RolloutStarted", names + verb + "rolling out");
      case UP_TO_DATE, DONE ->
          events.normal(resource, "RolloutFinished", names + verb + "up to date");
      case FAILED -> events.warning(resource, "RolloutFailed", names + why(rows));
      case RESTART_NEEDED -> events.warning(resource, "RestartNeeded", names + why(rows));
      case SKIPPED -> events.normal(resource, "RestartSkipped", names + why(rows));
      case OPTED_OUT -> events.normal(resource, "OptedOut", names + " opted out of restarts");
      case WAITING -> {
        // Most waits are over in seconds; status and condition tell of the others.
      }
    }
  }

  private static String names(List<WorkloadStatus> rows) {
    String names =
        rows.stream()
            .limit(MOST_NAMES)
            .map(row -> row.kind() + " " + row.name())
            .collect(Collectors.joining(", "));
    return rows.size() > MOST_NAMES
        ? names + " and " + (rows.size() - MOST_NAMES) + " more"
        : names;
  }

  private static String why(List<WorkloadStatus> rows) {
    String message = rows.get(0).message();
    return message == null ? "" : ": " + message;
  }

  private static Optional<WorkloadState> state(List<WorkloadStatus> rows, WorkloadStatus of) {
    return rows == null
        ? Optional.empty()
        : rows.stream()
            .filter(row -> row.kind().equals(of.kind()) && row.name().equals(of.name()))
            .map(WorkloadStatus::state)
            .findFirst();
  }

  private static Optional<Condition> ready(List<Condition> conditions) {
    return condition(conditions, "Ready");
  }

  private static Optional<String> message(List<Condition> conditions, String type) {
    return condition(conditions, type).map(Condition::getMessage);
  }

  private static Optional<Condition> condition(List<Condition> conditions, String type) {
    return conditions == null
        ? Optional.empty()
        : conditions.stream().filter(condition -> type.equals(condition.getType())).findFirst();
  }
}
