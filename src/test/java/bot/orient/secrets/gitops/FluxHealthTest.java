package bot.orient.secrets.gitops;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.sync.SyncOutcome;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cel.runtime.CelEvaluationException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The expressions of {@code examples/flux}. */
class FluxHealthTest {

  private static final List<FluxHealth> ALL = FluxHealth.ofExample();
  private static final FluxHealth VALUES = ALL.get(0);
  private static final FluxHealth DEFAULTS = ALL.get(1);
  private static final FluxHealth RESTARTS = ALL.get(2);

  private static Stream<SyncOutcome> outcomes() {
    return StatusSample.outcomes().stream();
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void withoutDependentsTheVerdictIsThatOfKstatus(SyncOutcome outcome) {
    StatusSample sample = StatusSample.of(outcome);

    for (FluxHealth health : List.of(VALUES, RESTARTS)) {
      assertThat(health.verdict(sample.orientSecret()))
          .isEqualTo(Kstatus.of(sample.orientSecret()));
      assertThat(health.verdict(sample.withNewerSpec().orientSecret()))
          .isEqualTo(Kstatus.IN_PROGRESS);
    }
    assertThat(DEFAULTS.verdict(sample.providerDefaults()))
        .isEqualTo(Kstatus.of(sample.providerDefaults()));
  }

  @ParameterizedTest
  @CsvSource({
    "DONE, CURRENT",
    "SKIPPED, CURRENT",
    "WAITING, IN_PROGRESS",
    "ROLLING_OUT, IN_PROGRESS",
    "RESTART_NEEDED, IN_PROGRESS",
    "FAILED, FAILED"
  })
  void restartsAreWaitedForWhereItIsAskedFor(WorkloadState state, Kstatus verdict) {
    assertThat(RESTARTS.verdict(StatusSample.synced(state).orientSecret())).isEqualTo(verdict);
    assertThat(VALUES.verdict(StatusSample.synced(state).orientSecret()))
        .isEqualTo(Kstatus.CURRENT);
  }

  /** By kstatus alone it would be current. */
  @Test
  void aResourceThatTheOperatorHasNotSeenIsInProgress() {
    ObjectNode object = (ObjectNode) StatusSample.synced().orientSecret();
    object.remove("status");

    assertThat(ALL)
        .hasSize(3)
        .allSatisfy(health -> assertThat(health.verdict(object)).isEqualTo(Kstatus.IN_PROGRESS));
    assertThat(Kstatus.of(object)).isEqualTo(Kstatus.CURRENT);
  }

  @Test
  void aStatusWithoutConditionsIsNoError() throws CelEvaluationException {
    ObjectNode object = (ObjectNode) StatusSample.synced().orientSecret();
    ((ObjectNode) object.path("status")).remove("conditions");

    for (FluxHealth health : ALL) {
      assertThat(health.evaluated("failed", object)).isFalse();
      assertThat(health.evaluated("current", object)).isFalse();
    }
  }
}
