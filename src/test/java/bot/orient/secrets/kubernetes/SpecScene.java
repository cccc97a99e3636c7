package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.KeySpec;
import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.OrientSecretStatus;
import bot.orient.secrets.api.ProviderDefaults;
import bot.orient.secrets.api.ProviderDefaultsStatus;
import bot.orient.secrets.catalog.Catalog;
import bot.orient.secrets.crypto.Fingerprinter;
import bot.orient.secrets.crypto.SecretBytes;
import bot.orient.secrets.store.SecretRead;
import bot.orient.secrets.sync.Composition;
import bot.orient.secrets.sync.Fallbacks;
import bot.orient.secrets.sync.Owner;
import bot.orient.secrets.sync.ProjectionPlan;
import bot.orient.secrets.sync.ProjectionPlanner;
import bot.orient.secrets.sync.ProviderKeys;
import bot.orient.secrets.sync.ResolvedKey;
import bot.orient.secrets.sync.RestartRequests;
import bot.orient.secrets.sync.RestartRules;
import bot.orient.secrets.sync.Restoration;
import bot.orient.secrets.sync.Rotation;
import bot.orient.secrets.sync.SealedValues;
import bot.orient.secrets.sync.SecretComposer;
import bot.orient.secrets.sync.SettleWindow;
import bot.orient.secrets.sync.Shadowing;
import bot.orient.secrets.sync.SpecProblem;
import bot.orient.secrets.sync.StatusFactory;
import bot.orient.secrets.sync.StoreView;
import bot.orient.secrets.sync.SyncOutcome;
import bot.orient.secrets.sync.Target;
import bot.orient.secrets.sync.ValueResolver;
import bot.orient.secrets.testing.PlantedValue;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** All that a reconciliation decides for a resource, without a cluster and with a made-up store. */
final class SpecScene {

  static final Catalog CATALOG = Catalog.load();

  static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  private static final StoreView STORE = new StoreView("shop", new Fingerprinter(new byte[32]), 0);

  private static final ValueResolver RESOLVER =
      new ValueResolver(new Fallbacks(Map.of(), Map.of(), key -> false, Set.of()), CATALOG);

  private static final StatusFactory STATUSES = new StatusFactory(Clock.fixed(NOW, ZoneOffset.UTC));

  private final PlantedValue value;

  /**
   * @param value of every key that the store has
   */
  SpecScene(PlantedValue value) {
    this.value = value;
  }

  /**
   * What a reconciliation comes to.
   *
   * @param applied the Secret as it would be applied; empty if nothing would be
   */
  record Result(SyncOutcome outcome, RestartRules rules, Optional<Secret> applied) {}

  Result sync(OrientSecret resource, Target target) {
    List<SpecProblem> problems = new SpecGate(CATALOG).check(resource);
    if (!problems.isEmpty()) {
      return refused(problems);
    }
    List<KeySpec> keys = resource.getSpec().keys();
    Map<String, SecretRead> reads = new HashMap<>();
    keys.forEach(key -> reads.put(key.key(), read(key.key())));
    return project(
        resource,
        target,
        Optional.ofNullable(resource.getSpec().category()),
        RESOLVER.resolve(keys, reads, Map.of()),
        RestartRules.of(resource.getSpec().restart())
            .withUrgent(KeyRestorer.known(resource).restoration().urgent(keys, target)));
  }

  Result sync(ProviderDefaults resource, Target target) {
    List<SpecProblem> problems = new SpecGate(CATALOG).check(resource);
    if (!problems.isEmpty()) {
      return refused(problems);
    }
    ProviderKeys keys = new ProviderKeys(resource.getSpec(), CATALOG);
    Map<String, SecretRead> reads = new HashMap<>();
    keys.apiKeys().forEach(key -> reads.put(key, read(key)));
    return project(
        resource,
        target,
        Optional.empty(),
        keys.projected(RESOLVER.resolveOptional(reads)),
        RestartRules.of(resource.getSpec().restart()));
  }

  OrientSecretStatus status(
      OrientSecret resource, Target target, Result result, OrientSecretStatus before) {
    Restoration restoration = KeyRestorer.known(resource).restoration();
    Rotation rotation =
        result
            .outcome()
            .resolved()
            .map(keys -> Rotation.of(resource.getSpec().keys(), keys, NOW))
            .orElseGet(Rotation::unknown);
    return STATUSES.orientSecret(
        before,
        1,
        resource.getSpec(),
        target,
        result.outcome(),
        Map.of(),
        restoration,
        List.of(),
        result.rules(),
        rotation,
        SealedValues.unknown(),
        Shadowing.unknown());
  }

  ProviderDefaultsStatus status(Target target, Result result, ProviderDefaultsStatus before) {
    return STATUSES.providerDefaults(
        before, 1, target, result.outcome(), Optional.empty(), List.of(), result.rules());
  }

  private static Result refused(List<SpecProblem> problems) {
    return new Result(
        new SyncOutcome.Refused("InvalidSpec", SpecGate.describe(problems)),
        RestartRules.NONE,
        Optional.empty());
  }

  /** Names that end with an X are not in the store. */
  private SecretRead read(String key) {
    return key.endsWith("X")
        ? new SecretRead.Absent()
        : new SecretRead.Found(SecretBytes.copyOf(value.bytes()), 1, NOW.minusSeconds(60), null);
  }

  private static Result project(
      HasMetadata resource,
      Target target,
      Optional<String> category,
      List<ResolvedKey> keys,
      RestartRules given) {
    RestartRules rules = new RestartRequests(resource, Optional.empty(), NOW).addTo(given);
    Composition composition =
        new SecretComposer(
                Owner.of(resource),
                target,
                STORE,
                Optional.empty(),
                false,
                rules,
                new SettleWindow(rules.settle().orElse(Duration.ZERO), NOW))
            .compose(keys, category, dataKey -> true);
    if (composition instanceof Composition.Composed composed) {
      ProjectionPlan plan =
          new ProjectionPlanner().plan(composed.secret(), composed.keys(), Optional.empty());
      return new Result(
          new SyncOutcome.Synced(keys, true, "done"),
          rules,
          Optional.of(((ProjectionPlan.Apply) plan).body()));
    }
    if (composition instanceof Composition.Incomplete incomplete) {
      return new Result(
          new SyncOutcome.Incomplete(keys, incomplete.problems(), false, false),
          rules,
          Optional.empty());
    }
    return new Result(
        new SyncOutcome.Refused("CannotBeComposed", composition.toString()),
        rules,
        Optional.empty());
  }

  /** As the API server has it once it was applied. */
  static Secret stored(Secret applied) {
    applied.getMetadata().setCreationTimestamp(NOW.toString());
    applied.getMetadata().setAnnotations(new TreeMap<>(applied.getMetadata().getAnnotations()));
    return applied;
  }
}
