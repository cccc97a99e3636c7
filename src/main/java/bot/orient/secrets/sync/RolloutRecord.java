package bot.orient.secrets.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the operator last did to restart a workload, kept on the workload itself ({@link
 * Markers#ROLLOUT}) so that caps, waits and halts survive every failover.
 *
 * @param startedAt when it was begun, or skipped, in whole seconds
 * @param changed the keys that asked for it, as {@code secret/key}
 * @param message why it failed, for people; empty otherwise
 */
public record RolloutRecord(
    Instant startedAt, SortedSet<String> changed, Phase phase, Optional<String> message) {

  private static final String AT = "at";
  private static final String CHANGED = "changed";
  private static final String PHASE = "phase";
  private static final String MESSAGE = "message";

  /** How far it is. */
  public enum Phase {
    /** Under way; counts against the cap. */
    STARTED("Started"),
    /** All pods run with the values. */
    DONE("Done"),
    /** Made no progress in time; stops the restarts that carry the same change. */
    FAILED("Failed"),
    /** Never begun, because a person said so. */
    SKIPPED("Skipped");

    private final String text;

    Phase(String text) {
      this.text = text;
    }
  }

  public RolloutRecord {
    startedAt = startedAt.truncatedTo(ChronoUnit.SECONDS);
    changed = Collections.unmodifiableSortedSet(new TreeSet<>(changed));
  }

  static RolloutRecord started(Instant at, Collection<String> changed) {
    return new RolloutRecord(at, new TreeSet<>(changed), Phase.STARTED, Optional.empty());
  }

  static RolloutRecord skipped(Instant at, Collection<String> changed) {
    return new RolloutRecord(at, new TreeSet<>(changed), Phase.SKIPPED, Optional.empty());
  }

  /** A rollout that failed may still get through, for example when its image can be pulled. */
  RolloutRecord tracked(WorkloadProgress progress) {
    boolean open = phase == Phase.STARTED || phase == Phase.FAILED;
    if (open && progress instanceof WorkloadProgress.Complete) {
      return new RolloutRecord(startedAt, changed, Phase.DONE, Optional.empty());
    }
    return phase == Phase.STARTED && progress instanceof WorkloadProgress.Failed failure
        ? failed(failure.message())
        : this;
  }

  RolloutRecord failed(String why) {
    return new RolloutRecord(startedAt, changed, Phase.FAILED, Optional.of(why));
  }

  /** Whether it was, or was to be, for a key of this Secret. */
  boolean concerns(String secretName) {
    return changed.stream().anyMatch(address -> address.startsWith(secretName + "/"));
  }

  /** Empty, and never an exception, when the annotation is null or malformed. */
  public static Optional<RolloutRecord> parse(String annotation) {
    try {
      Map<String, JsonNode> fields = AnnotationJson.fields(annotation);
      SortedSet<String> changed = new TreeSet<>();
      for (JsonNode address : fields.getOrDefault(CHANGED, JsonNodeFactory.instance.arrayNode())) {
        changed.add(KeyAddress.parse(AnnotationJson.text(address)).toString());
      }
      return Optional.of(
          new RolloutRecord(
              Instant.parse(text(fields, AT)),
              changed,
              phase(text(fields, PHASE)),
              fields.containsKey(MESSAGE) ? Optional.of(text(fields, MESSAGE)) : Optional.empty()));
    } catch (IllegalArgumentException | NoSuchElementException | DateTimeException malformed) {
      return Optional.empty();
    }
  }

  /** Compact JSON, the same text for equal records. */
  public String toAnnotation() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put(AT, startedAt.toString());
    ArrayNode addresses = root.putArray(CHANGED);
    changed.forEach(addresses::add);
    root.put(PHASE, phase.text);
    message.ifPresent(text -> root.put(MESSAGE, text));
    return root.toString();
  }

  private static String text(Map<String, JsonNode> fields, String name) {
    return AnnotationJson.text(fields.getOrDefault(name, JsonNodeFactory.instance.missingNode()));
  }

  private static Phase phase(String text) {
    return Arrays.stream(Phase.values())
        .filter(phase -> phase.text.equals(text))
        .findFirst()
        .orElseThrow();
  }
}
