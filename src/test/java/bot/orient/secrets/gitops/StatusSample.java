package bot.orient.secrets.gitops;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.OrientSecretSpec;
import bot.orient.secrets.api.ProviderDefaults;
import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.api.ValueSource;
import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.api.WorkloadStatus;
import bot.orient.secrets.sync.Composition.KeyProblem;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.Pins;
import bot.orient.secrets.sync.ResolvedKey;
import bot.orient.secrets.sync.RestartRules;
import bot.orient.secrets.sync.Restoration;
import bot.orient.secrets.sync.Rotation;
import bot.orient.secrets.sync.SealedValues;
import bot.orient.secrets.sync.Shadowing;
import bot.orient.secrets.sync.StatusFactory;
import bot.orient.secrets.sync.SyncOutcome;
import bot.orient.secrets.sync.Target;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A resource with a status that {@link StatusFactory} made of an outcome.
 *
 * @param observed whether the operator has seen the newest spec
 */
record StatusSample(
    SyncOutcome outcome, List<WorkloadStatus> workloads, boolean pinned, boolean observed) {

  private static final long GENERATION = 5;
  private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final StatusFactory FACTORY = new StatusFactory(Clock.fixed(NOON, ZoneOffset.UTC));

  private static final ResolvedKey STORED =
      key(new ResolvedKey.Value(ValueSource.STORE, new byte[] {1}, 3L, NOON));
  private static final ResolvedKey MISSING = key(new ResolvedKey.Missing("has no value", 0));

  static final SyncOutcome SYNCED =
      new SyncOutcome.Synced(List.of(STORED), true, "1 key in Secret app");

  static StatusSample of(SyncOutcome outcome) {
    return new StatusSample(outcome, List.of(), false, true);
  }

  static StatusSample synced(WorkloadState... states) {
    return new StatusSample(SYNCED, workloads(states), false, true);
  }

  StatusSample withNewerSpec() {
    return new StatusSample(outcome, workloads, pinned, false);
  }

  StatusSample withPin() {
    return new StatusSample(outcome, workloads, true, observed);
  }

  /** At least one of every kind of outcome, and of every reason that the reconcilers give. */
  static List<SyncOutcome> outcomes() {
    List<SyncOutcome> outcomes = new ArrayList<>();
    outcomes.add(SYNCED);
    outcomes.add(new SyncOutcome.Synced(List.of(STORED), false, "1 key in Secret app"));
    for (KeyProblem.Kind kind : KeyProblem.Kind.values()) {
      outcomes.add(incomplete(kind, true));
      outcomes.add(incomplete(kind, false));
    }
    for (String reason :
        List.of("InvalidSpec", "TargetNotOwned", "TargetTooLarge", "TemplateFailed")) {
      outcomes.add(new SyncOutcome.Refused(reason, "do this"));
    }
    outcomes.add(new SyncOutcome.Refused("ScopeNotGranted", "the last values stay"));
    outcomes.add(new SyncOutcome.Withdrawn("ScopeNotGranted", "have it granted"));
    for (String reason :
        List.of(
            "StoreUnavailable",
            "KeyServiceUnavailable",
            "StoreKeyMismatch",
            "StoreError",
            "StoreReplaced",
            "StoreUnconfirmed",
            "ApiUnavailable",
            "ApiRefused")) {
      outcomes.add(new SyncOutcome.Postponed(reason, "do that"));
    }
    return outcomes;
  }

  static SyncOutcome incomplete(KeyProblem.Kind kind, boolean projected) {
    return new SyncOutcome.Incomplete(
        List.of(MISSING),
        List.of(new KeyProblem("TOKEN", kind, "has no usable value", Optional.empty())),
        projected,
        false);
  }

  /** As the API server would answer it. */
  JsonNode orientSecret() {
    OrientSecret resource = new OrientSecret();
    resource.setMetadata(metadata());
    resource.setStatus(
        FACTORY.orientSecret(
            null,
            seen(),
            new OrientSecretSpec(null, null, List.of(), null, null),
            Target.of(null, "app"),
            outcome,
            Map.of(),
            Restoration.of("app", pins()),
            workloads,
            RestartRules.NONE,
            Rotation.unknown(),
            SealedValues.unknown(),
            Shadowing.unknown()));
    return JSON.valueToTree(resource);
  }

  JsonNode providerDefaults() {
    ProviderDefaults resource = new ProviderDefaults();
    resource.setMetadata(metadata());
    resource.setStatus(
        FACTORY.providerDefaults(
            null,
            seen(),
            Target.of(null, "app"),
            outcome,
            Optional.of(List.of("openai has no API key")),
            workloads,
            RestartRules.NONE));
    return JSON.valueToTree(resource);
  }

  private ObjectMeta metadata() {
    ObjectMetaBuilder metadata =
        new ObjectMetaBuilder()
            .withNamespace("shop")
            .withName("app")
            .withGeneration(GENERATION)
            .withResourceVersion("4711");
    if (pinned) {
      metadata.addToAnnotations(Markers.PINNED, pins().toAnnotation());
    }
    return metadata.build();
  }

  private long seen() {
    return observed ? GENERATION : GENERATION - 1;
  }

  private Pins pins() {
    return pinned
        ? new Pins(
            new TreeMap<>(
                Map.of(
                    "TOKEN", new Pins.Pin(1, 2, Optional.of("Deployment chat"), Optional.empty()))))
        : Pins.NONE;
  }

  private static List<WorkloadStatus> workloads(WorkloadState... states) {
    return Arrays.stream(states)
        .map(state -> new WorkloadStatus("Deployment", "chat", state, null, "for a reason"))
        .toList();
  }

  private static ResolvedKey key(ResolvedKey.Resolution resolution) {
    return new ResolvedKey("TOKEN", "TOKEN", RestartRule.ALWAYS, false, resolution);
  }

  @Override
  public String toString() {
    return outcome.getClass().getSimpleName()
        + " "
        + outcome.reason()
        + workloads.stream().map(WorkloadStatus::state).toList()
        + (pinned ? " pinned" : "")
        + (observed ? "" : " of an older spec");
  }
}
