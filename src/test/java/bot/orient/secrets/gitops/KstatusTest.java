package bot.orient.secrets.gitops;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.sync.SyncOutcome;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever waits by the rules of kstatus waits for the values, and hears of what will not come. */
class KstatusTest {

  private static Stream<StatusSample> samples() {
    return StatusSample.outcomes().stream()
        .flatMap(
            outcome ->
                Stream.concat(
                    Stream.of(StatusSample.of(outcome), StatusSample.of(outcome).withPin()),
                    Arrays.stream(WorkloadState.values())
                        .map(
                            state ->
                                new StatusSample(
                                    outcome,
                                    StatusSample.synced(state).workloads(),
                                    false,
                                    true))));
  }

  @Test
  void thereIsASampleOfEveryKindOfOutcome() {
    assertThat(StatusSample.outcomes().stream().map(Object::getClass).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(SyncOutcome.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void theVerdictFollowsFromTheOutcome(StatusSample sample) {
    Kstatus expected = verdict(sample.outcome());

    assertThat(Kstatus.of(sample.orientSecret())).isEqualTo(expected);
    assertThat(Kstatus.of(sample.providerDefaults())).isEqualTo(expected);
  }

  private static Kstatus verdict(SyncOutcome outcome) {
    if (outcome instanceof SyncOutcome.Synced) {
      return Kstatus.CURRENT;
    }
    return outcome instanceof SyncOutcome.Refused || outcome instanceof SyncOutcome.Withdrawn
        ? Kstatus.FAILED
        : Kstatus.IN_PROGRESS;
  }

  @ParameterizedTest
  @MethodSource("samples")
  void nothingIsCurrentOrFailedWhenTheSpecIsNewer(StatusSample sample) {
    assertThat(Kstatus.of(sample.withNewerSpec().orientSecret())).isEqualTo(Kstatus.IN_PROGRESS);
    assertThat(Kstatus.of(sample.withNewerSpec().providerDefaults()))
        .isEqualTo(Kstatus.IN_PROGRESS);
  }

  /** What the published rules say of objects that are not ours. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | CURRENT",
        "{metadata: {generation: 1}} | CURRENT",
        "{metadata: {generation: 2}, status: {observedGeneration: 1}} | IN_PROGRESS",
        "{metadata: {deletionTimestamp: '2026-01-01T00:00:00Z'}} | TERMINATING",
        "{status: {conditions: [{type: Ready, status: Unknown}]}} | IN_PROGRESS",
        "{status: {conditions: [{type: Ready, status: 'True'}]}} | CURRENT",
        "{status: {conditions: [{type: Reconciling, status: 'False'}]}} | CURRENT",
        "{status: {conditions: [{type: Ready, status: 'True'}, {type: Stalled, status: 'True'}]}} | FAILED",
      })
  void theRulesAreThePublishedOnes(String yaml, Kstatus expected) throws Exception {
    JsonNode object = new YAMLMapper().readTree(yaml);

    assertThat(Kstatus.of(object)).isEqualTo(expected);
  }
}
