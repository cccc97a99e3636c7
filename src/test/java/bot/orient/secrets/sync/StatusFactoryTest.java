package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.KeyStatus;
import bot.orient.secrets.api.OrientSecretSpec;
import bot.orient.secrets.api.OrientSecretStatus;
import bot.orient.secrets.api.ProviderDefaultsStatus;
import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.api.ValueSource;
import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.api.WorkloadStatus;
import bot.orient.secrets.sync.Composition.KeyProblem;
import bot.orient.secrets.sync.RestartRules.Request;
import io.fabric8.kubernetes.api.model.Condition;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatusFactoryTest {

  private static final Instant NOON = Instant.parse("2026-11-01T12:00:00.5Z");
  private static final Instant LATER = NOON.plusSeconds(3600);
  private static final Target TARGET = Target.of(null, "app");
  private static final OrientSecretSpec SPEC =
      Specs.orientSecret("{keys: [{key: A}, {key: B, optional: true}]}");

  private static final Restoration NOTHING_PINNED = Restoration.of("app", Pins.NONE);

  private static final ResolvedKey STORED =
      key("A", new ResolvedKey.Value(ValueSource.STORE, bytes("v"), 3L, NOON));
  private static final ResolvedKey MISSING = key("B", new ResolvedKey.Missing("nowhere", 0));
  private static final ResolvedKey DAMAGED = key("A", new ResolvedKey.Unreadable(4, "damaged"));

  @Test
  void syncedIsReadyAndNothingElse() {
    OrientSecretStatus status = status(null, synced(true, STORED));

    assertThat(reasons(status.conditions()))
        .isEqualTo(Map.of("Ready", "True Synced", "RestartsComplete", "True NoDependents"));
    assertThat(status.observedGeneration()).isEqualTo(5);
    assertThat(status.target()).isEqualTo("app");
    assertThat(status.lastSyncTime()).isEqualTo("2026-11-01T12:00:00Z");
  }

  @Test
  void rowsTellSourceVersionAndTime() {
    OrientSecretStatus status = status(null, synced(true, STORED, MISSING));

    assertThat(status.keys())
        .containsExactly(
            new KeyStatus(
                "A", ValueSource.STORE, 3L, RestartRule.ALWAYS, "2026-11-01T12:00:00Z", null),
            new KeyStatus("B", ValueSource.MISSING, null, RestartRule.ALWAYS, null, null));
    assertThat(status.syncedKeys()).isEqualTo("1/2");
  }

  @Test
  void fallbackRowHasNeitherVersionNorTime() {
    ResolvedKey key =
        key("A", new ResolvedKey.Value(ValueSource.ENVIRONMENT, bytes("v"), null, null));

    assertThat(status(null, synced(true, key)).keys())
        .containsExactly(
            new KeyStatus("A", ValueSource.ENVIRONMENT, null, RestartRule.ALWAYS, null, null));
    assertThat(status(null, synced(true, key, key("B", STORED.resolution()))).syncedKeys())
        .isEqualTo("2/2");
  }

  @Test
  void nothingDiffersWhenNothingHappened() {
    OrientSecretStatus before = status(null, synced(true, STORED));

    assertThat(statusAt(LATER, before, synced(false, STORED), List.of())).isEqualTo(before);
  }

  @Test
  void syncTimeMovesOnlyWhenTheSecretWasWritten() {
    OrientSecretStatus before = status(null, synced(true, STORED));

    assertThat(statusAt(LATER, before, synced(true, STORED), List.of()).lastSyncTime())
        .isEqualTo("2026-11-01T13:00:00Z");
    assertThat(
            statusAt(LATER, before, new SyncOutcome.Postponed("Away", "away"), List.of())
                .lastSyncTime())
        .isEqualTo("2026-11-01T12:00:00Z");
  }

  @Test
  void missingKeysAreWaitedFor() {
    OrientSecretStatus status =
        status(
            null,
            new SyncOutcome.Incomplete(
                List.of(STORED, MISSING),
                List.of(new KeyProblem("B", KeyProblem.Kind.MISSING, "has no value: write it")),
                false,
                false));

    assertThat(reasons(status.conditions()))
        .containsEntry("Ready", "False KeysMissing")
        .containsEntry("Reconciling", "True KeysMissing")
        .doesNotContainKey("Stalled");
    assertThat(condition(status.conditions(), "Ready").getMessage())
        .isEqualTo("B has no value: write it");
    assertThat(status.keys().get(1).message()).isEqualTo("has no value: write it");
    assertThat(status.syncedKeys()).as("nothing is projected yet").isEqualTo("0/2");
    assertThat(status.lastSyncTime()).isNull();
  }

  @Test
  void versionThatIsNotFoundIsAReasonOfItsOwn() {
    ResolvedKey held = key("A", new ResolvedKey.NoSuchVersion(9, "there is none"));
    OrientSecretStatus status =
        status(
            null,
            new SyncOutcome.Incomplete(
                List.of(held, MISSING),
                List.of(
                    new KeyProblem("A", KeyProblem.Kind.NO_SUCH_VERSION, "there is none"),
                    new KeyProblem("B", KeyProblem.Kind.MISSING, "no")),
                true,
                false));

    assertThat(reasons(status.conditions())).containsEntry("Ready", "False VersionNotFound");
    assertThat(status.keys().get(0))
        .isEqualTo(
            new KeyStatus("A", ValueSource.STORE, 9L, RestartRule.ALWAYS, null, "there is none"));
    assertThat(status.syncedKeys()).isEqualTo("0/2");
  }

  @Test
  void keyThatTheStoreLostHasTheVersionThatIsProjected() {
    ResolvedKey lost = key("A", new ResolvedKey.RolledBack(3, 5, "code"));
    OrientSecretStatus status =
        status(
            null,
            new SyncOutcome.Incomplete(
                List.of(lost),
                List.of(new KeyProblem("A", KeyProblem.Kind.ROLLED_BACK, "went back")),
                true,
                false));

    assertThat(reasons(status.conditions())).containsEntry("Ready", "False StoreRolledBack");
    assertThat(status.keys())
        .containsExactly(
            new KeyStatus("A", ValueSource.STORE, 5L, RestartRule.ALWAYS, null, "went back"));
    assertThat(status.syncedKeys()).isEqualTo("0/2");
  }

  @Test
  void unreadableValueIsTheGraverReason() {
    OrientSecretStatus status =
        status(
            null,
            new SyncOutcome.Incomplete(
                List.of(DAMAGED, MISSING),
                List.of(
                    new KeyProblem("A", KeyProblem.Kind.UNREADABLE, "damaged"),
                    new KeyProblem("B", KeyProblem.Kind.MISSING, "none")),
                true,
                true));

    assertThat(reasons(status.conditions())).containsEntry("Ready", "False ValueUnreadable");
    assertThat(status.keys().get(0))
        .isEqualTo(new KeyStatus("A", ValueSource.STORE, 4L, RestartRule.ALWAYS, null, "damaged"));
    assertThat(status.lastSyncTime()).isEqualTo("2026-11-01T12:00:00Z");
  }

  @Test
  void refusalStallsAndKeepsWhatWasKnownOfTheKeys() {
    OrientSecretStatus before = status(null, synced(true, STORED, MISSING));

    OrientSecretStatus status =
        statusAt(LATER, before, new SyncOutcome.Refused("TargetNotOwned", "no"), List.of());

    assertThat(reasons(status.conditions()))
        .containsEntry("Ready", "False TargetNotOwned")
        .containsEntry("Stalled", "True TargetNotOwned")
        .doesNotContainKey("Reconciling");
    assertThat(status.keys()).isEqualTo(before.keys());
    assertThat(status.syncedKeys()).isEqualTo("1/2");
  }

  @Test
  void refusalOfAnotherSpecKeepsNothingOfTheKeysBefore() {
    OrientSecretStatus before = status(null, synced(true, STORED, MISSING));

    OrientSecretStatus status =
        statusOf(6, LATER, before, new SyncOutcome.Refused("InvalidSpec", "no"), List.of());

    assertThat(status.keys()).isEmpty();
    assertThat(status.syncedKeys()).isEqualTo("0/2");
  }

  @Test
  void whatWasTakenAwayIsStalledAndHasNoKeysAnyMore() {
    OrientSecretStatus before = status(null, synced(true, STORED, MISSING));

    OrientSecretStatus status =
        statusAt(LATER, before, new SyncOutcome.Withdrawn("ScopeNotGranted", "no"), List.of());

    assertThat(reasons(status.conditions()))
        .containsEntry("Ready", "False ScopeNotGranted")
        .containsEntry("Stalled", "True ScopeNotGranted")
        .doesNotContainKey("Reconciling");
    assertThat(status.keys()).isEmpty();
    assertThat(status.syncedKeys()).isEqualTo("0/2");
  }

  @Test
  void outageIsWaitedForAndKeepsWhatWasKnownOfTheKeys() {
    OrientSecretStatus before = status(null, synced(true, STORED));

    OrientSecretStatus status =
        statusAt(LATER, before, new SyncOutcome.Postponed("StoreUnavailable", "away"), List.of());

    assertThat(reasons(status.conditions()))
        .containsEntry("Ready", "False StoreUnavailable")
        .containsEntry("Reconciling", "True StoreUnavailable");
    assertThat(status.keys()).isEqualTo(before.keys());
  }

  @Test
  void firstStatusOfAnInvalidSpecCountsItsKeys() {
    assertThat(status(null, new SyncOutcome.Refused("InvalidSpec", "no")).syncedKeys())
        .isEqualTo("0/2");
    assertThat(
            new StatusFactory(Clock.fixed(NOON, ZoneOffset.UTC))
                .orientSecret(
                    null,
                    1,
                    null,
                    TARGET,
                    new SyncOutcome.Refused("InvalidSpec", "no"),
                    Map.of(),
                    NOTHING_PINNED,
                    List.of(),
                    RestartRules.NONE,
                    Rotation.unknown(),
                    SealedValues.unknown(),
                    Shadowing.unknown())
                .syncedKeys())
        .isEqualTo("0/0");
  }

  @Test
  void restartsSumUpTheWorkloads() {
    OrientSecretStatus status =
        statusAt(
            NOON,
            null,
            synced(true, STORED),
            List.of(
                workload("a", WorkloadState.UP_TO_DATE),
                workload("b", WorkloadState.ROLLING_OUT),
                workload("c", WorkloadState.OPTED_OUT)));

    assertThat(status.restarts()).isEqualTo("1/2 done");
    assertThat(reasons(status.conditions())).containsEntry("RestartsComplete", "False RollingOut");
    assertThat(condition(status.conditions(), "RestartsComplete").getMessage())
        .isEqualTo("Deployment b rolling out");
  }

  @Test
  void failedRolloutIsTheGraverReason() {
    OrientSecretStatus status =
        statusAt(
            NOON,
            null,
            synced(true, STORED),
            List.of(workload("a", WorkloadState.ROLLING_OUT), workload("b", WorkloadState.FAILED)));

    assertThat(reasons(status.conditions()))
        .containsEntry("RestartsComplete", "False RolloutFailed")
        .containsEntry("Ready", "True Synced");
  }

  @Test
  void theLineTellsOfAllThatNeedsAttention() {
    assertThat(
            restarts(
                    workload("a", WorkloadState.DONE),
                    workload("b", WorkloadState.UP_TO_DATE),
                    workload("c", WorkloadState.FAILED),
                    workload("d", WorkloadState.WAITING),
                    workload("e", WorkloadState.RESTART_NEEDED),
                    workload("f", WorkloadState.SKIPPED),
                    workload("g", WorkloadState.OPTED_OUT))
                .restarts())
        .isEqualTo("2/6 done, 1 failed, 1 needed, 1 skipped");
  }

  @Test
  void whatFailedIsToldBeforeWhatWaitsForIt() {
    OrientSecretStatus status =
        restarts(
            workload("b", WorkloadState.FAILED),
            workload("a", WorkloadState.WAITING),
            workload("c", WorkloadState.WAITING));
    assertThat(condition(status.conditions(), "RestartsComplete").getMessage())
        .isEqualTo("Deployment b failed; 2 more waiting: Waiting for a reason");
  }

  @Test
  void waitingRestartsAreNotComplete() {
    OrientSecretStatus status = restarts(workload("a", WorkloadState.WAITING));
    assertThat(reasons(status.conditions())).containsEntry("RestartsComplete", "False Waiting");
    assertThat(condition(status.conditions(), "RestartsComplete").getMessage())
        .isEqualTo("Deployment a: Waiting for a reason");
  }

  @Test
  void restartsThatOnlyAPersonBeginsAreNotComplete() {
    assertThat(
            reasons(
                restarts(
                        workload("a", WorkloadState.DONE),
                        workload("b", WorkloadState.RESTART_NEEDED))
                    .conditions()))
        .containsEntry("RestartsComplete", "False RestartNeeded");
  }

  @Test
  void skippedRestartsAreComplete() {
    assertThat(
            reasons(
                restarts(workload("a", WorkloadState.DONE), workload("b", WorkloadState.SKIPPED))
                    .conditions()))
        .containsEntry("RestartsComplete", "True Skipped");
  }

  @Test
  void withoutDependentsThereIsNothingToRestart() {
    for (OrientSecretStatus status :
        List.of(restarts(), restarts(workload("a", WorkloadState.OPTED_OUT)))) {
      assertThat(status.restarts()).isEqualTo("none");
      assertThat(reasons(status.conditions()))
          .containsEntry("RestartsComplete", "True NoDependents");
    }
  }

  @Test
  void manyWorkloadsDoNotFillTheCondition() {
    WorkloadStatus[] many =
        IntStream.range(0, 9)
            .mapToObj(i -> workload("w" + i, WorkloadState.ROLLING_OUT))
            .toArray(WorkloadStatus[]::new);
    assertThat(condition(restarts(many).conditions(), "RestartsComplete").getMessage())
        .isEqualTo(
            "Deployment w0, Deployment w1, Deployment w2, Deployment w3, Deployment w4 and 4 more"
                + " rolling out");
    assertThat(
            condition(restarts(Arrays.copyOf(many, 5)).conditions(), "RestartsComplete")
                .getMessage())
        .endsWith("Deployment w4 rolling out");
  }

  private static OrientSecretStatus restarts(WorkloadStatus... workloads) {
    return statusAt(NOON, null, synced(true, STORED), List.of(workloads));
  }

  @Test
  void missingApiKeysAreACondition() {
    ProviderDefaultsStatus status = providers(null, Optional.of(List.of("openai has no API key")));

    assertThat(reasons(status.conditions()))
        .containsEntry("Ready", "True Synced")
        .containsEntry("ApiKeysPresent", "False ApiKeyMissing");
    assertThat(condition(status.conditions(), "ApiKeysPresent").getMessage())
        .isEqualTo("openai has no API key");
  }

  @Test
  void presentApiKeysAreACondition() {
    assertThat(reasons(providers(null, Optional.of(List.of())).conditions()))
        .containsEntry("ApiKeysPresent", "True Present");
  }

  @Test
  void unknownApiKeysLeaveTheConditionAsItWas() {
    ProviderDefaultsStatus before = providers(null, Optional.of(List.of("openai has no API key")));

    ProviderDefaultsStatus status = providers(before, Optional.empty());

    assertThat(condition(status.conditions(), "ApiKeysPresent"))
        .isEqualTo(condition(before.conditions(), "ApiKeysPresent"));
  }

  @Test
  void requestsInTheSecretAreAcknowledgedAndStaySo() {
    StatusFactory factory = new StatusFactory(Clock.fixed(NOON, ZoneOffset.UTC));
    Function<RestartRules, UnaryOperator<OrientSecretStatus>> with =
        rules ->
            before ->
                factory.orientSecret(
                    before,
                    5,
                    SPEC,
                    TARGET,
                    synced(false, STORED),
                    Map.of(),
                    NOTHING_PINNED,
                    List.of(),
                    rules,
                    Rotation.unknown(),
                    SealedValues.unknown(),
                    Shadowing.unknown());
    Function<RestartRules, UnaryOperator<ProviderDefaultsStatus>> defaultsWith =
        rules ->
            before ->
                factory.providerDefaults(
                    before, 5, TARGET, synced(false, STORED), Optional.empty(), List.of(), rules);
    RestartRules now =
        RestartRules.NONE.withRequests(Optional.of(new Request("now", NOON)), Optional.empty());
    RestartRules skip =
        RestartRules.NONE.withRequests(Optional.empty(), Optional.of(new Request("skip", NOON)));

    OrientSecretStatus first = with.apply(now).apply(null);
    assertThat(first.handledRestartNow()).isEqualTo("now");
    assertThat(first.handledSkipRestart()).isNull();
    OrientSecretStatus second = with.apply(skip).apply(first);
    assertThat(second.handledRestartNow()).isEqualTo("now");
    assertThat(second.handledSkipRestart()).isEqualTo("skip");
    assertThat(with.apply(RestartRules.NONE).apply(second)).isEqualTo(second);

    ProviderDefaultsStatus defaults = defaultsWith.apply(skip).apply(null);
    assertThat(defaults.handledSkipRestart()).isEqualTo("skip");
    assertThat(defaultsWith.apply(now).apply(defaults).handledRestartNow()).isEqualTo("now");
    assertThat(defaultsWith.apply(RestartRules.NONE).apply(defaults)).isEqualTo(defaults);
  }

  private static SyncOutcome synced(boolean changed, ResolvedKey... keys) {
    return new SyncOutcome.Synced(List.of(keys), changed, "in Secret app");
  }

  private static OrientSecretStatus status(OrientSecretStatus before, SyncOutcome outcome) {
    return statusAt(NOON, before, outcome, List.of());
  }

  private static OrientSecretStatus statusAt(
      Instant now, OrientSecretStatus before, SyncOutcome outcome, List<WorkloadStatus> workloads) {
    return statusOf(5, now, before, outcome, workloads);
  }

  private static OrientSecretStatus statusOf(
      long generation,
      Instant now,
      OrientSecretStatus before,
      SyncOutcome outcome,
      List<WorkloadStatus> workloads) {
    return new StatusFactory(Clock.fixed(now, ZoneOffset.UTC))
        .orientSecret(
            before,
            generation,
            SPEC,
            TARGET,
            outcome,
            Map.of(),
            NOTHING_PINNED,
            workloads,
            RestartRules.NONE,
            Rotation.unknown(),
            SealedValues.unknown(),
            Shadowing.unknown());
  }

  private static ProviderDefaultsStatus providers(
      ProviderDefaultsStatus before, Optional<List<String>> missing) {
    return new StatusFactory(Clock.fixed(NOON, ZoneOffset.UTC))
        .providerDefaults(
            before, 5, TARGET, synced(true, STORED), missing, List.of(), RestartRules.NONE);
  }

  private static WorkloadStatus workload(String name, WorkloadState state) {
    return new WorkloadStatus("Deployment", name, state, null, state.text() + " for a reason");
  }

  private static Map<String, String> reasons(List<Condition> conditions) {
    return conditions.stream()
        .collect(
            Collectors.toMap(
                Condition::getType,
                condition -> condition.getStatus() + " " + condition.getReason()));
  }

  private static Condition condition(List<Condition> conditions, String type) {
    return conditions.stream()
        .filter(condition -> type.equals(condition.getType()))
        .findFirst()
        .orElseThrow();
  }

  private static ResolvedKey key(String name, ResolvedKey.Resolution resolution) {
    return new ResolvedKey(name, name, RestartRule.ALWAYS, false, resolution);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
