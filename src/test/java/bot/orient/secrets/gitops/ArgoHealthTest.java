package bot.orient.secrets.gitops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.sync.Composition.KeyProblem;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.SyncOutcome;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What Argo CD shows and offers, with statuses as the operator makes them. */
class ArgoHealthTest {

  private static final ArgoCustomization ORIENT_SECRET = ArgoCustomization.of("OrientSecret");
  private static final ArgoCustomization DEFAULTS = ArgoCustomization.of("ProviderDefaults");

  private static Stream<SyncOutcome> outcomes() {
    return StatusSample.outcomes().stream();
  }

  @Test
  void bothKindsAreJudgedAlike() {
    assertThat(DEFAULTS.health()).isEqualTo(ORIENT_SECRET.health());
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void healthyIsExactlyWhatHasItsValues(SyncOutcome outcome) {
    StatusSample sample = StatusSample.of(outcome);

    for (ArgoCustomization.Health health :
        List.of(
            ORIENT_SECRET.healthOf(sample.orientSecret()),
            DEFAULTS.healthOf(sample.providerDefaults()))) {
      assertThat(health.status().equals("Healthy"))
          .isEqualTo(outcome instanceof SyncOutcome.Synced);
      assertThat(health.message()).startsWith(outcome.reason() + ": " + outcome.message());
    }
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void whatWasSaidOfAnOlderSpecDoesNotCount(SyncOutcome outcome) {
    StatusSample older = StatusSample.of(outcome).withNewerSpec();

    assertThat(ORIENT_SECRET.healthOf(older.orientSecret()).status()).isEqualTo("Progressing");
    assertThat(DEFAULTS.healthOf(older.providerDefaults()).status()).isEqualTo("Progressing");
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void whatIsStalledIsDegraded(SyncOutcome outcome) {
    JsonNode object = StatusSample.of(outcome).orientSecret();

    if (Kstatus.of(object) == Kstatus.FAILED) {
      assertThat(ORIENT_SECRET.healthOf(object).status()).isEqualTo("Degraded");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MISSING, Suspended",
    "UNREADABLE, Degraded",
    "ROLLED_BACK, Degraded",
    "NO_SUCH_VERSION, Degraded"
  })
  void keysThatWaitForAPersonAreTold(KeyProblem.Kind kind, String health) {
    assertThat(status(StatusSample.of(StatusSample.incomplete(kind, true)))).isEqualTo(health);
    assertThat(status(StatusSample.of(StatusSample.incomplete(kind, false)))).isEqualTo(health);
  }

  @ParameterizedTest
  @CsvSource({
    "StoreUnavailable, Progressing",
    "KeyServiceUnavailable, Progressing",
    "ApiUnavailable, Progressing",
    "StoreUnconfirmed, Progressing",
    "StoreReplaced, Degraded",
    "StoreKeyMismatch, Degraded",
    "StoreError, Degraded",
    "ApiRefused, Degraded",
    "SomethingOfANewerVersion, Progressing"
  })
  void anOutageHealsByItselfAndAMistakeDoesNot(String reason, String health) {
    assertThat(status(StatusSample.of(new SyncOutcome.Postponed(reason, "wait"))))
        .isEqualTo(health);
  }

  @ParameterizedTest
  @EnumSource
  void noRestartHoldsASync(WorkloadState state) {
    assertThat(status(StatusSample.synced(state))).isEqualTo("Healthy");
    assertThat(status(StatusSample.synced(state).withPin())).isEqualTo("Healthy");
  }

  @Test
  void whatNeedsAttentionIsInTheMessageOfAHealthyResource() {
    assertThat(
            ORIENT_SECRET
                .healthOf(StatusSample.synced(WorkloadState.FAILED).withPin().orientSecret())
                .message())
        .contains("; RolloutFailed: Deployment chat failed")
        .contains("; RolloutFailed: TOKEN stays at version 1");
    assertThat(DEFAULTS.healthOf(StatusSample.synced().providerDefaults()).message())
        .contains("; ApiKeyMissing: openai has no API key");
  }

  @ParameterizedTest
  @CsvSource({
    "UP_TO_DATE, Healthy",
    "DONE, Healthy",
    "OPTED_OUT, Healthy",
    "SKIPPED, Healthy",
    "WAITING, Progressing",
    "ROLLING_OUT, Progressing",
    "RESTART_NEEDED, Suspended",
    "FAILED, Degraded"
  })
  void restartsCountWhereTheResourceSaysSo(WorkloadState state, String health) {
    JsonNode object = withRestarts(StatusSample.synced(state));

    assertThat(ORIENT_SECRET.healthOf(object).status()).isEqualTo(health);
    assertThat(ORIENT_SECRET.healthOf(withRestarts(StatusSample.synced(state).withPin())).status())
        .isEqualTo("Degraded");
  }

  @Test
  void anObjectWithoutStatusIsProgressing() {
    ObjectNode object = (ObjectNode) StatusSample.synced().orientSecret();
    object.remove("status");
    assertThat(ORIENT_SECRET.healthOf(object).status()).isEqualTo("Progressing");
    object.putObject("status");
    assertThat(ORIENT_SECRET.healthOf(object).status()).isEqualTo("Progressing");
  }

  @Test
  void everyActionThatIsOfferedIsDefined() {
    JsonNode everything = StatusSample.synced(WorkloadState.FAILED).withPin().orientSecret();

    assertThat(ORIENT_SECRET.enabledActions(everything))
        .containsExactlyInAnyOrder("restart-now", "skip-restart", "unpin")
        .isEqualTo(ORIENT_SECRET.definedActions());
    assertThat(
            DEFAULTS.enabledActions(StatusSample.synced(WorkloadState.WAITING).providerDefaults()))
        .containsExactlyInAnyOrder("restart-now", "skip-restart")
        .isEqualTo(DEFAULTS.definedActions());
  }

  @ParameterizedTest
  @EnumSource(names = {"UP_TO_DATE", "DONE", "OPTED_OUT", "SKIPPED"})
  void nothingIsOfferedWhereNothingIsPending(WorkloadState state) {
    assertThat(ORIENT_SECRET.enabledActions(StatusSample.synced(state).orientSecret())).isEmpty();
  }

  @Test
  void actionsOfAResourceThatNobodySawAreNotOffered() throws Exception {
    JsonNode unseen = new ObjectMapper().readTree("{\"metadata\":{\"name\":\"app\"}}");

    assertThat(ORIENT_SECRET.enabledActions(unseen)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"restart-now," + Markers.RESTART_NOW, "skip-restart," + Markers.SKIP_RESTART})
  void aRequestIsANewTextEachTime(String action, String annotation) throws Exception {
    JsonNode object = StatusSample.synced(WorkloadState.WAITING).orientSecret();

    assertThat(ORIENT_SECRET.patch(action, object))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    "{\"metadata\":{\"annotations\":{\"%s\":\"argocd-4711\"}}}"
                        .formatted(annotation)));
  }

  @Test
  void unpinningRemovesTheAnnotationAndNothingElse() throws Exception {
    JsonNode object = StatusSample.synced().withPin().orientSecret();
    ((ObjectNode) object.at("/metadata/annotations")).put("team", "a");

    assertThat(ORIENT_SECRET.patch("unpin", object))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    "{\"metadata\":{\"annotations\":{\"%s\":null}}}".formatted(Markers.PINNED)));
  }

  @Test
  void theSandboxHasNoLibraryThatArgoCdLeavesOut() {
    for (String library : List.of("os.time()", "io.read()", "string.len('')", "math.abs(1)")) {
      assertThatThrownBy(
              () -> LuaSandbox.run("return " + library, StatusSample.synced().orientSecret()))
          .hasMessageContaining("nil");
    }
  }

  private static String status(StatusSample sample) {
    return ORIENT_SECRET.healthOf(sample.orientSecret()).status();
  }

  private static JsonNode withRestarts(StatusSample sample) {
    ObjectNode object = (ObjectNode) sample.orientSecret();
    ((ObjectNode) object.get("metadata"))
        .withObject("/annotations")
        .put("secrets.orient.bot/argocd-health", "restarts");
    return object;
  }
}
