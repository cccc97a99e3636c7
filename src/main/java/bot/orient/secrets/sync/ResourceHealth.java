package bot.orient.secrets.sync;

import bot.orient.secrets.api.KeySpec;
import bot.orient.secrets.api.KeyStatus;
import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.OrientSecretSpec;
import bot.orient.secrets.api.OrientSecretStatus;
import bot.orient.secrets.api.ProviderDefaults;
import bot.orient.secrets.api.ProviderDefaultsStatus;
import bot.orient.secrets.api.ValueSource;
import bot.orient.secrets.api.WorkloadStatus;
import bot.orient.secrets.sync.HealthNote.Topic;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a resource is, as its own status tells. Pure; any resource can be read, valid or not.
 *
 * @param keys how many keys it names; 0 for ProviderDefaults
 * @param keysWithValue how many of them have a value
 * @param notes the worst first
 */
public record ResourceHealth(
    String kind,
    String namespace,
    String name,
    boolean ready,
    int keys,
    int keysWithValue,
    List<HealthNote> notes) {

  private static final Comparator<HealthNote> WORST_FIRST =
      Comparator.comparing((HealthNote note) -> !note.attention()).thenComparing(HealthNote::topic);

  /** Reasons of the condition Ready that only sum up what the keys' own rows say. */
  private static final Set<String> OF_KEYS =
      Set.of("KeysMissing", "ValueUnreadable", "VersionNotFound", "StoreRolledBack");

  public ResourceHealth {
    notes = notes.stream().distinct().sorted(WORST_FIRST).toList();
  }

  /**
   * Looks at a resource.
   *
   * @param fallbacks tell which sources the winning one hides
   */
  public static ResourceHealth of(OrientSecret resource, Fallbacks fallbacks) {
    Optional<OrientSecretStatus> status = Optional.ofNullable(resource.getStatus());
    List<KeySpec> specs =
        present(Optional.ofNullable(resource.getSpec()).map(OrientSecretSpec::keys));
    List<KeyStatus> rows =
        present(status.map(OrientSecretStatus::keys)).stream()
            .filter(row -> row.key() != null)
            .toList();
    List<HealthNote> notes = new ArrayList<>();
    keys(specs, rows, fallbacks, notes);
    boolean keysTell = notes.stream().anyMatch(HealthNote::attention);
    return of(
        resource,
        status.map(OrientSecretStatus::observedGeneration),
        present(status.map(OrientSecretStatus::conditions)),
        present(status.map(OrientSecretStatus::workloads)),
        specs.size(),
        (int) rows.stream().filter(row -> !isMissing(row)).count(),
        notes,
        keysTell);
  }

  /** Looks at a resource. */
  public static ResourceHealth of(ProviderDefaults resource) {
    Optional<ProviderDefaultsStatus> status = Optional.ofNullable(resource.getStatus());
    return of(
        resource,
        status.map(ProviderDefaultsStatus::observedGeneration),
        present(status.map(ProviderDefaultsStatus::conditions)),
        present(status.map(ProviderDefaultsStatus::workloads)),
        0,
        0,
        new ArrayList<>(),
        false);
  }

  private static ResourceHealth of(
      HasMetadata resource,
      Optional<Long> observed,
      List<Condition> conditions,
      List<WorkloadStatus> workloads,
      int keys,
      int keysWithValue,
      List<HealthNote> notes,
      boolean keysTell) {
    Optional<String> notReady =
        notReady(resource.getMetadata().getGeneration(), observed, conditions, keysTell);
    notReady.ifPresent(message -> notes.add(about(Topic.NOT_READY, true, message)));
    conditions.forEach(condition -> condition(condition, notes));
    workloads.forEach(workload -> workload(workload, notes));
    return new ResourceHealth(
        resource.getKind(),
        resource.getMetadata().getNamespace(),
        resource.getMetadata().getName(),
        notReady.isEmpty() && isTrue(find(conditions, "Ready")),
        keys,
        keysWithValue,
        notes);
  }

  private static void keys(
      List<KeySpec> specs, List<KeyStatus> rows, Fallbacks fallbacks, List<HealthNote> notes) {
    Set<String> optional =
        specs.stream()
            .filter(key -> Boolean.TRUE.equals(key.optional()))
            .map(KeySpec::key)
            .collect(Collectors.toSet());
    for (KeyStatus row : rows) {
      Optional<String> key = Optional.of(row.key());
      if (isMissing(row)) {
        boolean attention = row.message() != null || !optional.contains(row.key());
        String message =
            row.message() != null ? row.message() : attention ? "no value" : "no value; optional";
        notes.add(new HealthNote(Topic.MISSING, attention, key, message));
      } else if (row.message() != null) {
        notes.add(new HealthNote(Topic.KEY_PROBLEM, true, key, row.message()));
      }
      shadowed(row, fallbacks)
          .ifPresent(message -> notes.add(new HealthNote(Topic.SHADOWED, false, key, message)));
    }
  }

  private static boolean isMissing(KeyStatus row) {
    return row.source() == null || row.source() == ValueSource.MISSING;
  }

  private static Optional<String> shadowed(KeyStatus row, Fallbacks fallbacks) {
    if (isMissing(row)) {
      return Optional.empty();
    }
    String hidden =
        fallbacks.sources(row.key()).stream()
            .filter(source -> Shadowing.comesAfter(source, row.source()))
            .map(ValueSource::text)
            .collect(Collectors.joining(", "));
    return hidden.isEmpty()
        ? Optional.empty()
        : Optional.of(row.source().text() + " is used; " + hidden + " has the key too");
  }

  /** Why it is not ready; empty if it is, or if its keys say it all. */
  private static Optional<String> notReady(
      Long generation, Optional<Long> observed, List<Condition> conditions, boolean keysTell) {
    Optional<Condition> ready = find(conditions, "Ready");
    if (ready.isEmpty()) {
      return Optional.of("the operator has not looked at it yet");
    }
    if (generation != null && observed.filter(seen -> seen >= generation).isEmpty()) {
      return Optional.of("the operator has not looked at its newest spec yet");
    }
    if (isTrue(ready) || keysTell && OF_KEYS.contains(ready.get().getReason())) {
      return Optional.empty();
    }
    return Optional.of(ready.get().getReason() + ": " + ready.get().getMessage());
  }

  private static void condition(Condition condition, List<HealthNote> notes) {
    boolean isTrue = "True".equals(condition.getStatus());
    switch (String.valueOf(condition.getType())) {
      case Rotation.CONDITION ->
          notes.add(
              about(
                  isTrue ? Topic.ROTATION_DUE : Topic.ROTATION_SOON,
                  isTrue,
                  condition.getMessage()));
      case Restoration.CONDITION -> {
        if (isTrue) {
          // It tells what to do, too.
          notes.removeIf(note -> isSaidBy(condition, note));
          notes.add(about(Topic.PINNED, true, condition.getMessage()));
        }
      }
      case Shadowing.CONDITION -> {
        if (isTrue) {
          Shadowing.newer(condition)
              .ifPresent(message -> notes.add(about(Topic.SHADOWED, false, message)));
        }
      }
      case SealedValues.CONDITION -> {
        if (!isTrue) {
          notes.add(about(Topic.SEALED_VALUE_REFUSED, true, condition.getMessage()));
        }
      }
      case StatusFactory.API_KEYS -> {
        if (!isTrue) {
          notes.add(about(Topic.API_KEY_MISSING, true, condition.getMessage()));
        }
      }
      default -> {
        // Ready is told of already, and the workloads tell more than RestartsComplete.
      }
    }
  }

  private static boolean isSaidBy(Condition condition, HealthNote note) {
    return note.topic() == Topic.KEY_PROBLEM
        && note.subject()
            .filter(key -> condition.getMessage().contains(key + " " + note.message()))
            .isPresent();
  }

  private static void workload(WorkloadStatus workload, List<HealthNote> notes) {
    if (workload.state() == null) {
      return;
    }
    switch (workload.state()) {
      case FAILED -> notes.add(about(workload, Topic.ROLLOUT_FAILED, true));
      case RESTART_NEEDED -> notes.add(about(workload, Topic.RESTART_NEEDED, true));
      case WAITING -> notes.add(about(workload, Topic.RESTART_WAITING, false));
      case ROLLING_OUT -> notes.add(about(workload, Topic.ROLLING_OUT, false));
      case SKIPPED -> notes.add(about(workload, Topic.RESTART_SKIPPED, false));
      case UP_TO_DATE, DONE, OPTED_OUT -> {
        // As it should be.
      }
    }
  }

  private static HealthNote about(WorkloadStatus workload, Topic topic, boolean attention) {
    return new HealthNote(
        topic, attention, Optional.of(workload.kind() + "/" + workload.name()), workload.message());
  }

  private static HealthNote about(Topic topic, boolean attention, String message) {
    return new HealthNote(topic, attention, Optional.empty(), message);
  }

  private static Optional<Condition> find(List<Condition> conditions, String type) {
    return conditions.stream().filter(condition -> type.equals(condition.getType())).findFirst();
  }

  private static boolean isTrue(Optional<Condition> condition) {
    return condition.filter(found -> "True".equals(found.getStatus())).isPresent();
  }

  private static <T> List<T> present(Optional<List<T>> all) {
    return all.orElse(List.of()).stream().filter(Objects::nonNull).toList();
  }
}
