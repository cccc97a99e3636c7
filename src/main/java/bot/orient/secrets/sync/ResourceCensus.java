package bot.orient.secrets.sync;

import bot.orient.secrets.api.KeyStatus;
import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.OrientSecretStatus;
import bot.orient.secrets.api.ProviderDefaults;
import bot.orient.secrets.api.ValueSource;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How many resources and keys are in which state, as their statuses tell.
 *
 * @param orientSecrets by whether they are ready
 * @param providerDefaults by whether they are ready
 * @param keys of all OrientSecrets, by the state of their value
 * @param due keys of all OrientSecrets whose value must be replaced, by why
 */
public record ResourceCensus(
    Map<Readiness, Long> orientSecrets,
    Map<Readiness, Long> providerDefaults,
    Map<KeyState, Long> keys,
    Map<Rotation.Reason, Long> due) {

  private static final String READY = "Ready";

  /** What the condition Ready says. */
  public enum Readiness {
    TRUE,
    FALSE,
    /** There is no status yet. */
    UNKNOWN
  }

  /** What a row of the status says of the value. */
  public enum KeyState {
    OK,
    /** No source has it and the spec asks for it. */
    MISSING,
    /** No source has it, which the spec allows. */
    ABSENT,
    /** The store has it, and its value, or the version that is asked for, cannot be used. */
    UNREADABLE,
    /** The store lost the version that is projected. */
    ROLLED_BACK,
    /** There is no row yet. */
    UNKNOWN
  }

  public ResourceCensus {
    orientSecrets = Collections.unmodifiableMap(new EnumMap<>(orientSecrets));
    providerDefaults = Collections.unmodifiableMap(new EnumMap<>(providerDefaults));
    keys = Collections.unmodifiableMap(new EnumMap<>(keys));
    due = Collections.unmodifiableMap(new EnumMap<>(due));
  }

  /** Counts; every state is in the answer, also with zero. */
  public static ResourceCensus of(
      Collection<OrientSecret> orientSecrets, Collection<ProviderDefaults> providerDefaults) {
    Map<Readiness, Long> secrets = zeros(Readiness.class);
    Map<Readiness, Long> providers = zeros(Readiness.class);
    Map<KeyState, Long> keys = zeros(KeyState.class);
    Map<Rotation.Reason, Long> due = zeros(Rotation.Reason.class);
    for (OrientSecret resource : orientSecrets) {
      OrientSecretStatus status = resource.getStatus();
      count(secrets, readiness(status == null ? null : status.conditions()));
      if (resource.getSpec() != null && resource.getSpec().keys() != null) {
        resource.getSpec().keys().stream()
            .filter(Objects::nonNull)
            .forEach(
                spec -> {
                  count(keys, state(status, spec.key()));
                  due(status, spec.key()).ifPresent(reason -> count(due, reason));
                });
      }
    }
    for (ProviderDefaults resource : providerDefaults) {
      count(
          providers,
          readiness(resource.getStatus() == null ? null : resource.getStatus().conditions()));
    }
    return new ResourceCensus(secrets, providers, keys, due);
  }

  private static KeyState state(OrientSecretStatus status, String key) {
    return status == null || status.keys() == null
        ? KeyState.UNKNOWN
        : status.keys().stream()
            .filter(row -> row.key().equals(key))
            .map(ResourceCensus::state)
            .findFirst()
            .orElse(KeyState.UNKNOWN);
  }

  /** A value of the store has the time it was written at; a row without one has no value. */
  private static KeyState state(KeyStatus row) {
    if (row.source() == ValueSource.MISSING) {
      return row.message() == null ? KeyState.ABSENT : KeyState.MISSING;
    }
    if (row.source() != ValueSource.STORE || row.updatedAt() != null) {
      return KeyState.OK;
    }
    return ResolvedKey.RolledBack.tells(row.message()) ? KeyState.ROLLED_BACK : KeyState.UNREADABLE;
  }

  private static Optional<Rotation.Reason> due(OrientSecretStatus status, String key) {
    return condition(status == null ? null : status.conditions(), Rotation.CONDITION)
        .filter(condition -> "True".equals(condition.getStatus()))
        .flatMap(condition -> Rotation.reasonOf(key, condition.getMessage()));
  }

  private static Readiness readiness(List<Condition> conditions) {
    return condition(conditions, READY)
        .map(ready -> "True".equals(ready.getStatus()) ? Readiness.TRUE : Readiness.FALSE)
        .orElse(Readiness.UNKNOWN);
  }

  private static Optional<Condition> condition(List<Condition> conditions, String type) {
    return conditions == null
        ? Optional.empty()
        : conditions.stream().filter(condition -> type.equals(condition.getType())).findFirst();
  }

  private static <E extends Enum<E>> Map<E, Long> zeros(Class<E> type) {
    Map<E, Long> counts = new EnumMap<>(type);
    for (E state : type.getEnumConstants()) {
      counts.put(state, 0L);
    }
    return counts;
  }

  private static <E> void count(Map<E, Long> counts, E state) {
    counts.merge(state, 1L, Long::sum);
  }
}
