package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.DaemonSetDraft.daemonSet;
import static bot.orient.secrets.sync.DeploymentDraft.deployment;
import static bot.orient.secrets.sync.RolloutDraft.rollout;
import static bot.orient.secrets.sync.Scene.baseline;
import static bot.orient.secrets.sync.StatefulSetDraft.statefulSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.sync.SecretUse.Medium;
import bot.orient.secrets.sync.SecretUse.OneKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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
                .labelled("tier", "front")
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
                Optional.empty(),
                false,
                new TreeMap<>(Map.of("tier", "front")),
                2));
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
    assertThat(bare.labels()).isEmpty();
    assertThat(bare.replicas()).isEqualTo(1);
  }

  /** Each with the pod template and the replicas of the Deployment. */
  private static Stream<HasMetadata> everyKind() {
    PodTemplateSpec template =
        deployment()
            .variable("app", "A")
            .templateAnnotated(Markers.RESTART_HASH, "hash")
            .build()
            .getSpec()
            .getTemplate();
    return Stream.of(
        new DeploymentBuilder(deployment().build())
            .editSpec()
            .withTemplate(template)
            .endSpec()
            .build(),
        new StatefulSetBuilder(statefulSet().wanted(2).build())
            .editSpec()
            .withTemplate(template)
            .endSpec()
            .build(),
        new DaemonSetBuilder(daemonSet().build())
            .editSpec()
            .withTemplate(template)
            .endSpec()
            .build(),
        rollout().template(template).build());
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void readsEveryKind(HasMetadata object) {
    Workload workload = Workload.of(object);
    assertThat(workload.kind()).isEqualTo(object.getClass().getSimpleName());
    assertThat(workload.generation()).isEqualTo(4);
    assertThat(workload.uses())
        .containsExactly(new SecretUse("app", new OneKey("A"), Medium.ENVIRONMENT, false));
    assertThat(workload.restartHash()).contains("hash");
    assertThat(workload.replicas()).isEqualTo(2);
  }

  @Test
  void readsEveryKindWithoutSpecAndStatus() {
    assertThat(Workload.of(daemonSet().withoutSpec().withoutStatus().build()).replicas()).isZero();
    HasMetadata bare =
        new StatefulSetBuilder(statefulSet().build()).withSpec(null).withStatus(null).build();
    assertThat(Workload.of(bare).replicas()).isEqualTo(1);
    assertThat(Workload.of(rollout().buildWithoutSpecAndStatus()).replicas()).isEqualTo(1);
  }

  @Test
  void knowsNoUsesOfARolloutThatTakesItsTemplateFromElsewhere() {
    assertThat(Workload.of(rollout().workloadRef().build()).uses()).isEmpty();
  }

  @Test
  void isNamedInTheLogByNamespaceNameAndKind() {
    assertThat(Workload.of(deployment().build()).id()).hasToString("team/web (Deployment)");
  }

  @Test
  void isOfNoOtherKind() {
    HasMetadata other = new ConfigMap();
    assertThatThrownBy(() -> Workload.of(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ConfigMap");
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
