package bot.orient.secrets.sync;

import bot.orient.secrets.store.SealedImportResult;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What became of the sealed values of a spec. One that is refused stops nothing: its key keeps the
 * value that it has, and the others are taken over.
 *
 * @param known false while the store cannot be asked: what was known stays
 * @param results by key
 */
public record SealedValues(boolean known, SortedMap<String, SealedImportResult> results) {

  static final String CONDITION = "SealedValuesTaken";

  private static final String TAKEN = "Taken";
  private static final String OUTDATED = "SealedValueOutdated";
  private static final String INVALID = "SealedValueInvalid";

  /** While the store cannot be asked. */
  public static SealedValues unknown() {
    return new SealedValues(false, new TreeMap<>());
  }

  /** Of all sealed values of a spec, by key. */
  public static SealedValues of(Map<String, SealedImportResult> results) {
    return new SealedValues(true, new TreeMap<>(results));
  }

  /** Why one was refused, for people, to follow the name of its key; empty when it was not. */
  public static Optional<String> refusal(SealedImportResult result) {
    if (result instanceof SealedImportResult.Invalid invalid) {
      return Optional.of("has a sealed value that " + invalid.reason());
    }
    return result instanceof SealedImportResult.Outdated outdated
        ? Optional.of(
            "has a sealed value of %s, and one of %s was taken over before: seal it anew, or roll back in the store"
                .formatted(seconds(outdated.sealedAt()), seconds(outdated.newest())))
        : Optional.empty();
  }

  /** Absent where nothing is sealed. */
  ConditionSet addTo(ConditionSet conditions) {
    if (!known) {
      return conditions.keep(CONDITION);
    }
    if (results.isEmpty()) {
      return conditions;
    }
    String refusals =
        results.entrySet().stream()
            .flatMap(
                entry -> refusal(entry.getValue()).map(why -> entry.getKey() + " " + why).stream())
            .collect(Collectors.joining("; "));
    return refusals.isEmpty()
        ? conditions.with(CONDITION, true, TAKEN, "every sealed value was taken over")
        : conditions.with(CONDITION, false, reason(), refusals);
  }

  /** An invalid one must be mended; an outdated one may be on purpose. */
  private String reason() {
    return results.values().stream().anyMatch(SealedImportResult.Invalid.class::isInstance)
        ? INVALID
        : OUTDATED;
  }

  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
