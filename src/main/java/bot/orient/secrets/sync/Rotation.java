package bot.orient.secrets.sync;

import bot.orient.secrets.api.KeySpec;
import bot.orient.secrets.store.Compromise;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which values are due for rotation, and when the next will be. A value's age counts from when its
 * version was written to the store, by the store's own clock.
 *
 * <p>A due value stays in use: that it is old or known to others makes no outage better.
 *
 * @param known false while the store cannot be asked: what was known stays
 * @param due now, in the order of the spec
 * @param soon notice is given of these
 * @param next when something will change without anything being written
 */
public record Rotation(boolean known, List<Due> due, List<Due> soon, Optional<Instant> next) {

  public static final String CONDITION = "RotationDue";

  private static final String SEPARATOR = "; ";

  private static final Duration LONGEST_NOTICE = Duration.ofDays(14);

  /** Of the age that a value may reach; the rest of it is notice. */
  private static final int NOTICE_DIVISOR = 10;

  /** Of what a person gave as reason, in characters. */
  private static final int LONGEST_WHY = 200;

  /** Why a value is due, the worst first. */
  public enum Reason {
    COMPROMISED("Compromised", " was marked compromised by "),
    EXPIRED("Expired", " expired at "),
    TOO_OLD("TooOld", " is older than ");

    private final String text;
    private final String verb;

    /**
     * @param text of the condition
     * @param verb what follows the key in a message
     */
    Reason(String text, String verb) {
      this.text = text;
      this.verb = verb;
    }
  }

  /**
   * A value that is or will be due.
   *
   * @param noticeAt from when on to give notice of it
   * @param text from {@code at} on
   * @param notice before that
   */
  public record Due(Reason reason, Instant at, Instant noticeAt, String text, String notice) {}

  /** Why a message of the condition says that a key is due; empty if it does not. */
  static Optional<Reason> reasonOf(String key, String message) {
    return Arrays.stream(Reason.values())
        .filter(
            reason ->
                message.startsWith(key + reason.verb)
                    || message.contains(SEPARATOR + key + reason.verb))
        .findFirst();
  }

  /** While the store cannot be asked. */
  public static Rotation unknown() {
    return new Rotation(false, List.of(), List.of(), Optional.empty());
  }

  /**
   * Looks at every key.
   *
   * @param keys of the spec, which passed validation
   * @param resolved the values in use
   */
  public static Rotation of(List<KeySpec> keys, List<ResolvedKey> resolved, Instant now) {
    Map<String, ResolvedKey.Value> values = new HashMap<>();
    for (ResolvedKey key : resolved) {
      if (key.resolution() instanceof ResolvedKey.Value value) {
        values.put(key.key(), value);
      }
    }
    List<Due> all =
        keys.stream()
            .filter(key -> values.containsKey(key.key()))
            .flatMap(key -> first(key, values.get(key.key())).stream())
            .toList();
    return new Rotation(
        true,
        all.stream().filter(due -> !due.at().isAfter(now)).toList(),
        all.stream().filter(due -> due.at().isAfter(now) && !due.noticeAt().isAfter(now)).toList(),
        all.stream()
            .flatMap(due -> Stream.of(due.noticeAt(), due.at()))
            .filter(moment -> moment.isAfter(now))
            .min(Comparator.naturalOrder()));
  }

  /** What makes a value due first: one reason is enough to write a new one. */
  private static Optional<Due> first(KeySpec key, ResolvedKey.Value value) {
    Instant writtenAt = value.updatedAt();
    List<Due> reasons = new ArrayList<>();
    if (value.compromise() != null) {
      reasons.add(compromised(key.key(), value.compromise()));
    }
    RotationRules.date(key.expires())
        .filter(expires -> writtenAt == null || writtenAt.isBefore(expires))
        .ifPresent(expires -> reasons.add(expired(key.key(), expires)));
    DurationText.parse(key.rotateEvery())
        .filter(age -> writtenAt != null)
        .ifPresent(age -> reasons.add(tooOld(key, writtenAt, age)));
    return reasons.stream()
        .min(
            Comparator.comparing((Due due) -> due.reason() != Reason.COMPROMISED)
                .thenComparing(Due::at));
  }

  private static Due compromised(String key, Compromise compromise) {
    String text =
        key
            + Reason.COMPROMISED.verb
            + "%s at %s%s"
                .formatted(compromise.actor(), seconds(compromise.at()), why(compromise.reason()));
    return new Due(Reason.COMPROMISED, compromise.at(), compromise.at(), text, text);
  }

  private static String why(String reason) {
    if (reason == null) {
      return "";
    }
    String line = reason.replaceAll("\\s+", " ");
    return " ("
        + (line.length() <= LONGEST_WHY ? line : line.substring(0, LONGEST_WHY - 1) + "…")
        + ")";
  }

  private static Due expired(String key, Instant expires) {
    return new Due(
        Reason.EXPIRED,
        expires,
        expires.minus(LONGEST_NOTICE),
        key + Reason.EXPIRED.verb + seconds(expires),
        key + " expires at " + seconds(expires));
  }

  private static Due tooOld(KeySpec key, Instant writtenAt, Duration age) {
    Duration tenth = age.dividedBy(NOTICE_DIVISOR);
    Instant at = writtenAt.plus(age);
    return new Due(
        Reason.TOO_OLD,
        at,
        at.minus(tenth.compareTo(LONGEST_NOTICE) < 0 ? tenth : LONGEST_NOTICE),
        key.key() + Reason.TOO_OLD.verb + key.rotateEvery() + " since " + seconds(at),
        key.key() + " becomes older than " + key.rotateEvery() + " at " + seconds(at));
  }

  /**
   * Absent while no value is due and none will be soon: it is abnormal, and kstatus wants it so.
   */
  ConditionSet addTo(ConditionSet conditions) {
    if (!known) {
      return conditions.keep(CONDITION);
    }
    if (!due.isEmpty()) {
      Reason worst = due.stream().map(Due::reason).min(Comparator.naturalOrder()).orElseThrow();
      return conditions.with(
          CONDITION, true, worst.text, texts(due, Due::text) + ": write a new value");
    }
    return soon.isEmpty()
        ? conditions
        : conditions.with(CONDITION, false, "DueSoon", texts(soon, Due::notice));
  }

  private static String texts(List<Due> some, Function<Due, String> text) {
    return some.stream().map(text).collect(Collectors.joining(SEPARATOR));
  }

  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
