package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.DaemonSetDraft.daemonSet;
import static bot.orient.secrets.sync.DeploymentDraft.deployment;
import static bot.orient.secrets.sync.RolloutDraft.rollout;
import static bot.orient.secrets.sync.StatefulSetDraft.statefulSet;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PodShortageTest {

  @Test
  void ofADeploymentIsWhatItsControllerSays() {
    assertThat(PodShortage.of(deployment().available("True").pods(2, 2, 1).build())).isFalse();
    assertThat(PodShortage.of(deployment().available("False").pods(2, 2, 0).build())).isTrue();
  }

  @Test
  void ofAStatefulSetIsOnePodThatIsNotReady() {
    assertThat(PodShortage.of(statefulSet().build())).isFalse();
    assertThat(PodShortage.of(statefulSet().pods(3, 3, 2).build())).isTrue();
    assertThat(PodShortage.of(statefulSet().withoutStatus().build())).isFalse();
  }

  @Test
  void ofADaemonSetIsOneNodeWithoutAnAvailablePod() {
    assertThat(PodShortage.of(daemonSet().pods(3, 3, 3).build())).isFalse();
    assertThat(PodShortage.of(daemonSet().pods(3, 3, 2).build())).isTrue();
  }

  @Test
  void ofAnArgoRolloutIsOnePodThatIsNotAvailable() {
    assertThat(PodShortage.of(rollout().pods(2, 2).build())).isFalse();
    assertThat(PodShortage.of(rollout().pods(1, 1).build())).isTrue();
    assertThat(PodShortage.of(rollout().buildWithoutSpecAndStatus())).isFalse();
  }
}
