package bot.orient.secrets.sync;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.api.ValueSource;
import bot.orient.secrets.crypto.Fingerprinter;
import bot.orient.secrets.testing.RestartSpecBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The resource shop/app, its keys and its target, and the Secret that they are projected into. */
final class ProjectionScenario {

  static final Owner OWNER =
      new Owner("secrets.orient.bot/v1", "OrientSecret", "shop", "app", "uid-app");

  private static final Fingerprinter FINGERPRINTER = new Fingerprinter(new byte[32]);

  static final StoreView STORE = new StoreView("shop", FINGERPRINTER, 0);

  final ModelSecret secret = new ModelSecret();
  private final ProjectionPlanner planner = new ProjectionPlanner();
  private List<ResolvedKey> keys = List.of();
  private Target target = Target.of(null, "app");
  private boolean moved;
  private ProvenValues proven = dataKey -> true;
  private RestartRules restarts = RestartRules.NONE;

  ProjectionScenario keys(ResolvedKey... resolved) {
    keys = List.of(resolved);
    return this;
  }

  ProjectionScenario keys(List<ResolvedKey> resolved) {
    keys = List.copyOf(resolved);
    return this;
  }

  /** {@code spec.target} as YAML. */
  ProjectionScenario target(String yaml) {
    target =
        Target.of(
            Specs.orientSecret("{keys: [{key: A}], target: %s}".formatted(yaml)).target(), "app");
    return this;
  }

  /** Whether the values that the Secret has are known to work. */
  ProjectionScenario proven(boolean known) {
    proven = dataKey -> known;
    return this;
  }

  /** An earlier target still has what was projected last. */
  ProjectionScenario moved() {
    moved = true;
    return this;
  }

  ProjectionScenario restarts(RestartSpecBuilder restart) {
    restarts = RestartRules.of(restart.build());
    return this;
  }

  Target target() {
    return target;
  }

  Composition compose() {
    return new SecretComposer(
            OWNER,
            target,
            STORE,
            secret.live(),
            moved,
            restarts,
            new SettleWindow(restarts.settle().orElse(Duration.ZERO), secret.now()))
        .compose(keys, Optional.of("ai-providers"), proven);
  }

  Composition.Composed composed() {
    return (Composition.Composed) compose();
  }

  ProjectionPlan plan() {
    Composition.Composed composed = composed();
    return planner.plan(composed.secret(), composed.keys(), secret.live());
  }

  /** Plans and does what was planned; answers the plan. */
  ProjectionPlan sync() {
    secret.tick();
    ProjectionPlan plan = plan();
    secret.carryOut(plan);
    return plan;
  }

  Map<String, String> data() {
    Map<String, String> texts = new TreeMap<>();
    SecretComposer.decoded(live())
        .forEach((key, value) -> texts.put(key, new String(value, StandardCharsets.UTF_8)));
    return texts;
  }

  Secret live() {
    return secret.live().orElseThrow();
  }

  ProjectedKeys projectedKeys() {
    return ProjectedKeys.parse(live().getMetadata().getAnnotations().get(Markers.KEYS));
  }

  ProjectedKey key(String dataKey) {
    return projectedKeys().byDataKey().get(dataKey);
  }

  static String fingerprint(String key, String value) {
    return FINGERPRINTER.fingerprint("shop", key, value.getBytes(StandardCharsets.UTF_8));
  }

  static ResolvedKey stored(String key, String value) {
    return stored(key, value.getBytes(StandardCharsets.UTF_8));
  }

  static ResolvedKey stored(String key, byte[] value) {
    return key(key, false, new ResolvedKey.Value(ValueSource.STORE, value, 1L, null));
  }

  static ResolvedKey stored(String key, String value, long version) {
    return key(
        key,
        false,
        new ResolvedKey.Value(
            ValueSource.STORE, value.getBytes(StandardCharsets.UTF_8), version, null));
  }

  static ResolvedKey ofEnvironment(String key, String value) {
    return key(
        key,
        false,
        new ResolvedKey.Value(
            ValueSource.ENVIRONMENT, value.getBytes(StandardCharsets.UTF_8), null, null));
  }

  static ResolvedKey missing(String key) {
    return key(key, false, new ResolvedKey.Missing("is nowhere", Long.MAX_VALUE));
  }

  static ResolvedKey missingOptional(String key) {
    return key(key, true, new ResolvedKey.Missing("is nowhere", Long.MAX_VALUE));
  }

  static ResolvedKey unreadable(String key) {
    return key(key, false, new ResolvedKey.Unreadable(2, "it is damaged"));
  }

  static ResolvedKey key(String key, boolean optional, ResolvedKey.Resolution resolution) {
    return new ResolvedKey(key, key, RestartRule.ALWAYS, optional, resolution);
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
