package bot.orient.secrets.argo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

class RolloutTest {

  /** As Argo Rollouts writes it, with fields that we do not know. */
  private static final String YAML =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: Rollout
      metadata: {name: shop, namespace: team, generation: 7}
      spec:
        replicas: 3
        restartAt: "2026-11-24T10:00:00Z"
        strategy: {canary: {steps: [{setWeight: 20}, {pause: {}}]}}
        selector: {matchLabels: {app: shop}}
        template:
          metadata: {labels: {app: shop}}
          spec: {containers: [{name: main, image: "shop:1", fieldOfTomorrow: 1}]}
      status:
        HPAReplicas: 3
        observedGeneration: "7"
        phase: Paused
        message: CanaryPauseStep
        currentPodHash: 5d8c
        stableRS: 7f9b
        abort: false
        replicas: 4
        updatedReplicas: 1
        availableReplicas: 4
        pauseConditions: [{reason: CanaryPauseStep, startTime: "2026-11-24T10:00:00Z"}]
        conditions:
        - type: Progressing
          status: Unknown
          reason: RolloutPaused
          message: Rollout is paused
          lastUpdateTime: "2026-11-24T10:00:00Z"
          lastTransitionTime: "2026-11-24T10:00:00Z"
      """;

  @Test
  void isReadWithoutTheFieldsWeDoNotKnow() {
    Rollout rollout = Serialization.unmarshal(YAML, Rollout.class);
    assertThat(rollout.getSpec().replicas()).isEqualTo(3);
    assertThat(rollout.getSpec().template().getSpec().getContainers()).hasSize(1);
    assertThat(rollout.getStatus().observedGeneration()).isEqualTo("7");
    assertThat(rollout.getStatus().phase()).isEqualTo("Paused");
    assertThat(rollout.getStatus().conditions())
        .singleElement()
        .satisfies(condition -> assertThat(condition.getReason()).isEqualTo("RolloutPaused"));
  }

  @Test
  void isReadWithoutSpecAndStatusToo() {
    Rollout rollout =
        Serialization.unmarshal(
            "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: shop}",
            Rollout.class);
    assertThat(rollout.getStatus()).isNull();
  }

  /** The controller framework clones what it hands out. */
  @Test
  void survivesACopy() {
    Rollout rollout = Serialization.unmarshal(YAML, Rollout.class);
    Rollout copy = Serialization.clone(rollout);
    assertThat(copy.getSpec()).isEqualTo(rollout.getSpec());
    assertThat(copy.getStatus()).isEqualTo(rollout.getStatus());
  }

  @Test
  void isFoundUnderTheNameOfItsCrd() {
    assertThat(HasMetadata.getFullResourceName(Rollout.class)).isEqualTo(Rollout.CRD);
  }
}
