package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.DaemonSetDraft.daemonSet;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.sync.WorkloadProgress.Complete;
import bot.orient.secrets.sync.WorkloadProgress.NotObserved;
import bot.orient.secrets.sync.WorkloadProgress.RollingOut;
import org.junit.jupiter.api.Test;

class DaemonSetProgressTest {

  private static WorkloadProgress progress(DaemonSetDraft draft) {
    return WorkloadProgress.of(draft.build());
  }

  @Test
  void isCompleteWhenEveryNodeHasAnAvailableUpdatedPod() {
    assertThat(progress(daemonSet())).isEqualTo(new Complete());
    assertThat(progress(daemonSet().pods(0, 0, 0))).isEqualTo(new Complete());
  }

  @Test
  void isNotObservedUntilTheStatusTellsOfTheNewestGeneration() {
    assertThat(progress(daemonSet().observedGeneration(3L))).isEqualTo(new NotObserved());
    assertThat(progress(daemonSet().observedGeneration(null))).isEqualTo(new NotObserved());
    assertThat(progress(daemonSet().withoutStatus())).isEqualTo(new NotObserved());
  }

  @Test
  void countsTheUpdatedPods() {
    assertThat(progress(daemonSet().pods(3, 1, 3)))
        .isEqualTo(new RollingOut(1, 3, "1 of 3 pods updated"));
    assertThat(progress(daemonSet().onDelete().pods(2, 0, 2)))
        .isEqualTo(new RollingOut(0, 2, "0 of 2 pods updated"));
  }

  @Test
  void countsTheAvailablePods() {
    assertThat(progress(daemonSet().pods(2, 2, 0)))
        .isEqualTo(new RollingOut(2, 2, "0 of 2 updated pods available"));
  }
}
