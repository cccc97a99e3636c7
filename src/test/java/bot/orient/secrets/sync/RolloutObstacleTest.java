package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.DaemonSetDraft.daemonSet;
import static bot.orient.secrets.sync.DeploymentDraft.deployment;
import static bot.orient.secrets.sync.RolloutDraft.rollout;
import static bot.orient.secrets.sync.SecretDraft.second;
import static bot.orient.secrets.sync.StatefulSetDraft.statefulSet;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.sync.RolloutRecord.Found;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RolloutObstacleTest {

  private static Deployment with(boolean paused, String strategy) {
    return new DeploymentBuilder(deployment().build())
        .editSpec()
        .withPaused(paused)
        .withNewStrategy()
        .withType(strategy)
        .endStrategy()
        .endSpec()
        .build();
  }

  private static Stream<HasMetadata> unobstructed() {
    return Stream.of(
        deployment().build(),
        with(false, "Recreate"),
        new DeploymentBuilder().build(),
        statefulSet().build(),
        statefulSet().withoutStrategy().build(),
        daemonSet().build(),
        daemonSet().withoutSpec().build(),
        rollout().build(),
        rollout().buildWithoutSpecAndStatus());
  }

  @ParameterizedTest
  @MethodSource("unobstructed")
  void isNoneWhereTheControllerRollsOutByItself(HasMetadata workload) {
    assertThat(RolloutObstacle.of(workload)).isEmpty();
  }

  @Test
  void isAPausedDeployment() {
    assertThat(RolloutObstacle.of(with(true, "RollingUpdate")))
        .contains(
            "spec.paused is true: no pod gets new values until `kubectl rollout resume deployment/web`");
  }

  @Test
  void isOnDelete() {
    assertThat(RolloutObstacle.of(statefulSet().onDelete().build()))
        .isEqualTo(RolloutObstacle.of(daemonSet().onDelete().build()))
        .hasValueSatisfying(
            text -> assertThat(text).contains("spec.updateStrategy.type", "delete the pods"));
  }

  @Test
  void isAPartition() {
    assertThat(RolloutObstacle.of(statefulSet().partition(2).build()))
        .contains(
            "spec.updateStrategy.rollingUpdate.partition is 2: pods with a lower ordinal keep their"
                + " values; set it to 0 to give them the new ones");
  }

  @Test
  void isAPausedRollout() {
    assertThat(RolloutObstacle.of(rollout().paused().build()))
        .contains(
            "spec.paused is true: no pod gets new values until it is set to false"
                + " (`kubectl argo rollouts promote shop`)");
  }

  /** Whoever aborted it must not find it running again because a value was rotated. */
  @Test
  void isAnUpdateThatWasAbortedUnlessARestartOfOursWas() {
    assertThat(RolloutObstacle.of(rollout().aborted().build()))
        .hasValueSatisfying(
            text -> assertThat(text).contains("aborted", "argo rollouts retry rollout shop"));
    RolloutRecord restart = RolloutRecord.started(second(30), List.of("app/A"), "hash", Found.WELL);
    RolloutDraft restarted = rollout().aborted().restarted(restart, "hash");
    assertThat(RolloutObstacle.of(restarted.build())).isEmpty();
    assertThat(RolloutObstacle.of(rollout().aborted().restarted(restart, "another").build()))
        .isPresent();
    RolloutRecord done = restart.tracked(new WorkloadProgress.Complete());
    assertThat(RolloutObstacle.of(rollout().aborted().restarted(done, "hash").build())).isPresent();
  }

  @Test
  void letsOldPodsStayWithOnDeleteAPartitionOrAnAbortedUpdate() {
    assertThat(
            Stream.of(
                statefulSet().onDelete().build(),
                statefulSet().partition(1).build(),
                daemonSet().onDelete().build(),
                rollout().aborted().build()))
        .allMatch(UpdateStrategies::keepsOldPods);
    assertThat(unobstructed()).noneMatch(UpdateStrategies::keepsOldPods);
  }
}
