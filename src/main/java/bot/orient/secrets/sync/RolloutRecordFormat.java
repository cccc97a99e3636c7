package bot.orient.secrets.sync;

import bot.orient.secrets.sync.RolloutRecord.Found;
import bot.orient.secrets.sync.RolloutRecord.Phase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The JSON of {@link Markers#ROLLOUT}; what an earlier release did not know of may be missing. */
final class RolloutRecordFormat {

  private static final String AT = "at";
  private static final String CHANGED = "changed";
  private static final String PHASE = "phase";
  private static final String MESSAGE = "message";
  private static final String SUSPECTS = "suspects";
  private static final String RESTART_HASH = "hash";

  /** Earlier releases know of this one only. */
  private static final String TROUBLED = "troubled";

  private static final String UNSETTLED = "unsettled";

  private RolloutRecordFormat() {}

  /** Empty, and never an exception, when the annotation is null or malformed. */
  static Optional<RolloutRecord> parse(String annotation) {
    try {
      Map<String, JsonNode> fields = AnnotationJson.fields(annotation);
      return Optional.of(
          new RolloutRecord(
              AnnotationJson.time(fields.getOrDefault(AT, MissingNode.getInstance())),
              addresses(fields, CHANGED),
              phase(text(fields, PHASE)),
              optionalText(fields, MESSAGE),
              addresses(fields, SUSPECTS),
              optionalText(fields, RESTART_HASH),
              found(fields)));
    } catch (IllegalArgumentException | NoSuchElementException | DateTimeException malformed) {
      return Optional.empty();
    }
  }

  /** Compact JSON, the same text for equal records. */
  static String write(RolloutRecord record) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put(AT, record.startedAt().toString());
    record.changed().forEach(root.putArray(CHANGED)::add);
    root.put(PHASE, record.phase().text);
    record.message().ifPresent(text -> root.put(MESSAGE, text));
    if (!record.suspects().isEmpty()) {
      record.suspects().forEach(root.putArray(SUSPECTS)::add);
    }
    record.restartHash().ifPresent(hash -> root.put(RESTART_HASH, hash));
    switch (record.found()) {
      case WELL -> {}
      case UNSETTLED -> root.put(UNSETTLED, true);
      case FAILING -> root.put(TROUBLED, true);
    }
    return root.toString();
  }

  private static Found found(Map<String, JsonNode> fields) {
    if (fields.containsKey(TROUBLED)) {
      return Found.FAILING;
    }
    return fields.containsKey(UNSETTLED) ? Found.UNSETTLED : Found.WELL;
  }

  private static SortedSet<String> addresses(Map<String, JsonNode> fields, String name) {
    SortedSet<String> addresses = new TreeSet<>();
    for (JsonNode address : fields.getOrDefault(name, JsonNodeFactory.instance.arrayNode())) {
      addresses.add(KeyAddress.parse(AnnotationJson.text(address)).toString());
    }
    return addresses;
  }

  private static Optional<String> optionalText(Map<String, JsonNode> fields, String name) {
    return fields.containsKey(name) ? Optional.of(text(fields, name)) : Optional.empty();
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
