package bot.orient.secrets.gitops;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.sync.SyncOutcome;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The expressions of {@code examples/flux}: they wait for the restarts too. */
class FluxHealthTest {

  private final FluxHealth health = read();

  private static FluxHealth read() {
    try (MappingIterator<JsonNode> documents =
        new YAMLMapper()
            .readerFor(JsonNode.class)
            .readValues(Path.of("examples", "flux", "kustomizations.yaml").toFile())) {
      while (documents.hasNext()) {
        JsonNode expressions = documents.next().at("/spec/healthCheckExprs/0");
        if (!expressions.isMissingNode()) {
          return new FluxHealth(expressions);
        }
      }
      throw new AssertionError("there are no healthCheckExprs");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Stream<SyncOutcome> outcomes() {
    return StatusSample.outcomes().stream();
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void withoutDependentsTheVerdictIsThatOfKstatus(SyncOutcome outcome) {
    StatusSample sample = StatusSample.of(outcome);

    assertThat(health.verdict(sample.orientSecret())).isEqualTo(Kstatus.of(sample.orientSecret()));
    assertThat(health.verdict(sample.withNewerSpec().orientSecret()))
        .isEqualTo(Kstatus.IN_PROGRESS);
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
  void restartsAreWaitedFor(WorkloadState state, Kstatus verdict) {
    assertThat(health.verdict(StatusSample.synced(state).orientSecret())).isEqualTo(verdict);
  }

  @Test
  void aResourceThatTheOperatorHasNotSeenIsInProgress() {
    ObjectNode object = new ObjectMapper().createObjectNode();
    object.putObject("metadata").put("generation", 1);
    object.putObject("status").put("observedGeneration", -1);

    assertThat(health.verdict(object)).isEqualTo(Kstatus.IN_PROGRESS);
  }
}
