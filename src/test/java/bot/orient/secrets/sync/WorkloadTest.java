package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.DeploymentDraft.deployment;
import static bot.orient.secrets.sync.Scene.baseline;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.sync.SecretUse.Medium;
import bot.orient.secrets.sync.SecretUse.OneKey;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadTest {

  @Test
  void readsWhatADeploymentSays() {
    Workload workload =
        Workload.of(
            deployment()
                .variable("app", "A")
                .annotated(Markers.BASELINE, "{\"app/A\":\"f1\"}")
                .templateAnnotated(Markers.RESTART_HASH, "hash")
                .build());
    assertThat(workload)
        .isEqualTo(
            new Workload(
                "Deployment",
                "team",
                "web",
                4,
                List.of(new SecretUse("app", new OneKey("A"), Medium.ENVIRONMENT, false)),
                Optional.of(baseline("app/A", "f1")),
                Optional.of("hash"),
                false));
  }

  @Test
  void readsADeploymentWithoutAnnotationsOrSpec() {
    Workload bare =
        Workload.of(
            new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace("team")
                .withName("web")
                .endMetadata()
                .build());
    assertThat(bare.uses()).isEmpty();
    assertThat(bare.baseline()).isEmpty();
    assertThat(bare.restartHash()).isEmpty();
    assertThat(bare.optedOut()).isFalse();
  }

  @Test
  void countsAMalformedBaselineAsNone() {
    assertThat(Workload.of(deployment().annotated(Markers.BASELINE, "{").build()).baseline())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "False", " FALSE "})
  void isOptedOutByTheWordFalse(String value) {
    assertThat(Workload.of(deployment().annotated(Markers.RESTART, value).build()).optedOut())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "", "no", "falsehood"})
  void isNotOptedOutByAnythingElse(String value) {
    assertThat(Workload.of(deployment().annotated(Markers.RESTART, value).build()).optedOut())
        .isFalse();
  }
}
