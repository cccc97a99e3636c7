package bot.orient.secrets.sync;

import bot.orient.secrets.api.ValueSource;
import bot.orient.secrets.store.Superseded;
import bot.orient.secrets.sync.Fallbacks.Fallback;
import io.fabric8.kubernetes.api.model.Condition;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which values are there and not used, because another one goes before them: what a spec brings
 * along when the store has something newer, and what a source has that goes after the one that
 * counts. No value, only whether it is another one.
 *
 * @param known false while the store cannot be asked: what was known stays
 * @param newer by key, for people
 * @param hidden one text a key
 */
public record Shadowing(boolean known, Map<String, String> newer, List<String> hidden) {

  static final String CONDITION = "Shadowed";

  /** The worse of the two: somebody wrote the value into a spec and it does nothing. */
  private static final String STORE_IS_NEWER = "StoreIsNewer";

  private static final String LOWER_PRIORITY = "LowerPriority";

  private static final String ADVICE =
      ": seal or write a new value, roll back in the store, or take it out of the spec";

  /** While the store cannot be asked. */
  public static Shadowing unknown() {
    return new Shadowing(false, Map.of(), List.of());
  }

  /**
   * Looks at every key.
   *
   * @param resolved the values in use
   * @param sealed keys with a sealed value; the other ones that are superseded have a secretKeyRef
   * @param superseded keys whose value in the spec is not the store's any more
   */
  static Shadowing of(
      List<ResolvedKey> resolved,
      Fallbacks fallbacks,
      Set<String> sealed,
      Map<String, Superseded> superseded) {
    Map<String, String> newer = new TreeMap<>();
    superseded.forEach(
        (key, instead) ->
            newer.put(
                key,
                "the %s of %s is not used, the store has version %d%s since"
                    .formatted(
                        sealed.contains(key) ? "sealedValue" : "value of the secretKeyRef",
                        key,
                        instead.version(),
                        instead.actor() == null ? "" : " by " + instead.actor())));
    List<String> hidden = new ArrayList<>();
    for (ResolvedKey key : resolved) {
      if (key.resolution() instanceof ResolvedKey.Value value) {
        String others =
            fallbacks.all(key.key()).stream()
                .filter(other -> comesAfter(other.source(), value.source()))
                .map(other -> text(other, value))
                .collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
          hidden.add(
              "%s comes from %s, not used: %s".formatted(key.key(), value.source().text(), others));
        }
      }
    }
    return new Shadowing(true, newer, hidden);
  }

  static boolean comesAfter(ValueSource other, ValueSource counts) {
    return other.compareTo(counts) > 0;
  }

  /**
   * What the condition tells of values in the spec that are not used; empty if it tells of none.
   * The sources that others hide are told with each key.
   */
  static Optional<String> newer(Condition condition) {
    if (!STORE_IS_NEWER.equals(condition.getReason())) {
      return Optional.empty();
    }
    String message = String.valueOf(condition.getMessage());
    int end = message.indexOf(ADVICE);
    return Optional.of(end < 0 ? message : message.substring(0, end + ADVICE.length()));
  }

  private static String text(Fallback other, ResolvedKey.Value value) {
    return "%s (%s)"
        .formatted(
            other.source().text(),
            MessageDigest.isEqual(other.value(), value.bytes()) ? "the same" : "differs");
  }

  /** Absent while nothing is shadowed. Nothing is wrong: {@code Ready} does not depend on it. */
  ConditionSet addTo(ConditionSet conditions) {
    if (!known) {
      return conditions.keep(CONDITION);
    }
    if (newer.isEmpty() && hidden.isEmpty()) {
      return conditions;
    }
    List<String> texts = new ArrayList<>();
    if (!newer.isEmpty()) {
      texts.add(String.join("; ", newer.values()) + ADVICE);
    }
    texts.addAll(hidden);
    return conditions.with(
        CONDITION,
        true,
        newer.isEmpty() ? LOWER_PRIORITY : STORE_IS_NEWER,
        String.join("; ", texts));
  }
}
