package bot.orient.secrets.sync;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The conditions of a status, by type. Abnormal ones ({@code Reconciling}, {@code Stalled}) are
 * there only while they are true, as kstatus asks.
 */
final class ConditionSet {

  private static final int MAX_MESSAGE = 1024;

  private final List<Condition> previous;
  private final long generation;
  private final Instant now;
  private final SortedMap<String, Condition> conditions = new TreeMap<>();

  ConditionSet(List<Condition> previous, long generation, Instant now) {
    this.previous = previous == null ? List.of() : previous;
    this.generation = generation;
    this.now = now;
  }

  ConditionSet with(String type, boolean status, String reason, String message) {
    return with(type, status ? "True" : "False", reason, message);
  }

  private ConditionSet with(String type, String status, String reason, String message) {
    conditions.put(
        type,
        new ConditionBuilder()
            .withType(type)
            .withStatus(status)
            .withReason(reason)
            .withMessage(shortened(message))
            .withObservedGeneration(generation)
            .withLastTransitionTime(transition(type, status))
            .build());
    return this;
  }

  /** Takes a condition over as it was, for want of newer knowledge. */
  ConditionSet keep(String type) {
    previous(type).ifPresent(condition -> conditions.put(type, condition));
    return this;
  }

  List<Condition> sorted() {
    return List.copyOf(conditions.values());
  }

  private String transition(String type, String status) {
    return previous(type)
        .filter(condition -> status.equals(condition.getStatus()))
        .map(Condition::getLastTransitionTime)
        .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private Optional<Condition> previous(String type) {
    return previous.stream().filter(condition -> type.equals(condition.getType())).findFirst();
  }

  private static String shortened(String message) {
    return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE - 1) + "…";
  }
}
