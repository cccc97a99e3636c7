package bot.orient.secrets.sync;

import bot.orient.secrets.api.KeyStatus;
import bot.orient.secrets.api.OrientSecretSpec;
import bot.orient.secrets.api.OrientSecretStatus;
import bot.orient.secrets.api.ProviderDefaultsStatus;
import bot.orient.secrets.api.ValueSource;
import bot.orient.secrets.api.WorkloadStatus;
import bot.orient.secrets.sync.Composition.KeyProblem;
import bot.orient.secrets.sync.RestartRules.Request;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns outcomes into statuses. A status differs from the one before only if something happened, so
 * that comparing the two tells whether it must be written.
 */
public final class StatusFactory {

  static final String API_KEYS = "ApiKeysPresent";

  private static final String READY = "Ready";
  private static final String RECONCILING = "Reconciling";
  private static final String STALLED = "Stalled";

  private final Clock clock;

  public StatusFactory(Clock clock) {
    this.clock = clock;
  }

  /**
   * @param previous may be null
   * @param remarks on keys that have a value nevertheless, by key
   * @param rules that the Secret has got: their requests are acknowledged
   * @param rotation which values are due for rotation
   * @param sealed what became of sealed values
   * @param shadowing which values are there and not used
   */
  public OrientSecretStatus orientSecret(
      OrientSecretStatus previous,
      long generation,
      OrientSecretSpec spec,
      Target target,
      SyncOutcome outcome,
      Map<String, String> remarks,
      Restoration restoration,
      List<WorkloadStatus> workloads,
      RestartRules rules,
      Rotation rotation,
      SealedValues sealed,
      Shadowing shadowing) {
    Optional<OrientSecretStatus> before = Optional.ofNullable(previous);
    Optional<OrientSecretStatus> ofThisSpec =
        before
            .filter(status -> Objects.equals(status.observedGeneration(), generation))
            .filter(status -> !(outcome instanceof SyncOutcome.Withdrawn));
    Optional<List<KeyStatus>> rows = rows(outcome, restoration.remarks(remarks));
    RestartSummary restarts = new RestartSummary(workloads, restoration.whyNotRestored());
    ConditionSet conditions =
        conditions(
            before.map(OrientSecretStatus::conditions),
            generation,
            restoration.addTo(outcome),
            restarts);
    return new OrientSecretStatus(
        generation,
        shadowing.addTo(sealed.addTo(rotation.addTo(restoration.addTo(conditions)))).sorted(),
        rows.orElseGet(() -> ofThisSpec.map(OrientSecretStatus::keys).orElse(List.of())),
        workloads,
        target.name(),
        rows.map(list -> synced(list, outcome, spec.keys().size()))
            .orElseGet(
                () -> ofThisSpec.map(OrientSecretStatus::syncedKeys).orElse("0/" + size(spec))),
        restarts.line() + restoration.remark(),
        syncTime(before.map(OrientSecretStatus::lastSyncTime), outcome),
        handled(rules.restartNow(), before.map(OrientSecretStatus::handledRestartNow)),
        handled(rules.skip(), before.map(OrientSecretStatus::handledSkipRestart)));
  }

  /**
   * {@code previous} may be null; {@code missingApiKeys} names the providers that have none, or is
   * empty if unknown; the requests of {@code rules}, which the Secret has got, are acknowledged.
   */
  public ProviderDefaultsStatus providerDefaults(
      ProviderDefaultsStatus previous,
      long generation,
      Target target,
      SyncOutcome outcome,
      Optional<List<String>> missingApiKeys,
      List<WorkloadStatus> workloads,
      RestartRules rules) {
    Optional<ProviderDefaultsStatus> before = Optional.ofNullable(previous);
    RestartSummary restarts = new RestartSummary(workloads, "");
    ConditionSet conditions =
        conditions(before.map(ProviderDefaultsStatus::conditions), generation, outcome, restarts);
    missingApiKeys.ifPresentOrElse(
        missing -> apiKeys(conditions, missing), () -> conditions.keep(API_KEYS));
    return new ProviderDefaultsStatus(
        generation,
        conditions.sorted(),
        workloads,
        target.name(),
        restarts.line(),
        syncTime(before.map(ProviderDefaultsStatus::lastSyncTime), outcome),
        handled(rules.restartNow(), before.map(ProviderDefaultsStatus::handledRestartNow)),
        handled(rules.skip(), before.map(ProviderDefaultsStatus::handledSkipRestart)));
  }

  /** The request carried out last stays known when it is withdrawn. */
  private static String handled(Optional<Request> request, Optional<String> before) {
    return request.map(Request::token).or(() -> before).orElse(null);
  }

  private static void apiKeys(ConditionSet conditions, List<String> missing) {
    if (missing.isEmpty()) {
      conditions.with(API_KEYS, true, "Present", "every chosen provider has an API key in scope");
    } else {
      conditions.with(API_KEYS, false, "ApiKeyMissing", String.join("; ", missing));
    }
  }

  private ConditionSet conditions(
      Optional<List<Condition>> before,
      long generation,
      SyncOutcome outcome,
      RestartSummary restarts) {
    ConditionSet conditions =
        new ConditionSet(before.orElse(List.of()), generation, clock.instant());
    boolean ready = outcome instanceof SyncOutcome.Synced;
    conditions.with(READY, ready, outcome.reason(), outcome.message());
    if (outcome instanceof SyncOutcome.Refused || outcome instanceof SyncOutcome.Withdrawn) {
      conditions.with(STALLED, true, outcome.reason(), outcome.message());
    } else if (!ready) {
      conditions.with(RECONCILING, true, outcome.reason(), outcome.message());
    }
    return restarts.addTo(conditions);
  }

  /** Empty when the outcome tells nothing of the keys: what was known of them stays. */
  private static Optional<List<KeyStatus>> rows(SyncOutcome outcome, Map<String, String> remarks) {
    if (outcome instanceof SyncOutcome.Synced synced) {
      return Optional.of(synced.keys().stream().map(key -> row(key, remarks)).toList());
    }
    if (outcome instanceof SyncOutcome.Incomplete incomplete) {
      Map<String, String> problems = new HashMap<>(remarks);
      incomplete.problems().forEach(problem -> problems.put(problem.key(), problem.message()));
      return Optional.of(incomplete.keys().stream().map(key -> row(key, problems)).toList());
    }
    return Optional.empty();
  }

  private static KeyStatus row(ResolvedKey key, Map<String, String> problems) {
    String problem = problems.get(key.key());
    if (key.resolution() instanceof ResolvedKey.Value value) {
      return new KeyStatus(
          key.key(),
          value.source(),
          value.version(),
          key.restart(),
          value.updatedAt() == null
              ? null
              : value.updatedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
          problem);
    }
    if (key.resolution() instanceof ResolvedKey.Unreadable unreadable) {
      return new KeyStatus(
          key.key(), ValueSource.STORE, unreadable.version(), key.restart(), null, problem);
    }
    if (key.resolution() instanceof ResolvedKey.RolledBack rolledBack) {
      return new KeyStatus(
          key.key(),
          ValueSource.STORE,
          rolledBack.projectedVersion(),
          key.restart(),
          null,
          problem);
    }
    if (key.resolution() instanceof ResolvedKey.NoSuchVersion missing) {
      return new KeyStatus(
          key.key(), ValueSource.STORE, missing.version(), key.restart(), null, problem);
    }
    return new KeyStatus(key.key(), ValueSource.MISSING, null, key.restart(), null, problem);
  }

  private static String synced(List<KeyStatus> rows, SyncOutcome outcome, int total) {
    boolean projected =
        !(outcome instanceof SyncOutcome.Incomplete incomplete) || incomplete.projected();
    Set<String> problems =
        outcome instanceof SyncOutcome.Incomplete some
            ? some.problems().stream().map(KeyProblem::key).collect(Collectors.toSet())
            : Set.of();
    long good =
        rows.stream()
            .filter(row -> row.source() != ValueSource.MISSING && !problems.contains(row.key()))
            .count();
    return (projected ? good : 0) + "/" + total;
  }

  private static int size(OrientSecretSpec spec) {
    return spec == null || spec.keys() == null ? 0 : spec.keys().size();
  }

  private String syncTime(Optional<String> before, SyncOutcome outcome) {
    boolean changed =
        outcome instanceof SyncOutcome.Synced synced && synced.changed()
            || outcome instanceof SyncOutcome.Incomplete incomplete && incomplete.changed();
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return changed ? now.toString() : before.orElse(null);
  }
}
