package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.SecretDraft.second;
import static bot.orient.secrets.sync.StatefulSetDraft.statefulSet;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.sync.RolloutRecord.Found;
import bot.orient.secrets.sync.WorkloadProgress.Complete;
import bot.orient.secrets.sync.WorkloadProgress.NotObserved;
import bot.orient.secrets.sync.WorkloadProgress.RollingOut;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatefulSetProgressTest {

  private static WorkloadProgress progress(StatefulSetDraft draft) {
    return WorkloadProgress.of(draft.build());
  }

  private static StatefulSetDraft rolling() {
    return statefulSet().revisions("db-old", "db-new");
  }

  @Test
  void isCompleteWhenTheUpdateRevisionIsTheCurrentOne() {
    assertThat(progress(statefulSet())).isEqualTo(new Complete());
    assertThat(progress(statefulSet().wanted(0).pods(0, 0, 0))).isEqualTo(new Complete());
  }

  @Test
  void isNotObservedUntilTheStatusTellsOfTheNewestGeneration() {
    assertThat(progress(statefulSet().observedGeneration(3L))).isEqualTo(new NotObserved());
    assertThat(progress(statefulSet().observedGeneration(null))).isEqualTo(new NotObserved());
    assertThat(progress(statefulSet().withoutStatus())).isEqualTo(new NotObserved());
  }

  @Test
  void countsTheUpdatedPods() {
    assertThat(progress(rolling().pods(3, 1, 3)))
        .isEqualTo(new RollingOut(1, 3, "1 of 3 pods updated"));
    assertThat(progress(rolling().wanted(null).pods(1, 0, 1)))
        .isEqualTo(new RollingOut(0, 1, "0 of 1 pods updated"));
  }

  @Test
  void countsThePodsThatAreTooMany() {
    assertThat(progress(rolling().wanted(2).pods(3, 2, 3)))
        .isEqualTo(new RollingOut(2, 2, "1 pods still to stop"));
  }

  @Test
  void countsTheReadyPods() {
    assertThat(progress(rolling().pods(3, 3, 2)))
        .isEqualTo(new RollingOut(3, 3, "2 of 3 pods ready"));
  }

  /** Scaled to zero and up again, it has one revision only, and its first pod may crash. */
  @Test
  void isNotCompleteAfterAFailureBeforeAllItsPodsAreReady() {
    RolloutRecord failed =
        RolloutRecord.started(second(30), List.of("app/A"), "hash", Found.WELL).failed("why");
    StatefulSetDraft scaledUpAgain = statefulSet().restarted(failed);
    assertThat(progress(scaledUpAgain.pods(1, 1, 0))).isInstanceOf(RollingOut.class);
    assertThat(progress(scaledUpAgain.pods(3, 3, 2))).isInstanceOf(RollingOut.class);
    assertThat(progress(scaledUpAgain.pods(3, 3, 3))).isEqualTo(new Complete());
  }

  @Test
  void waitsForTheControllerToMakeTheRevisionTheCurrentOne() {
    assertThat(progress(rolling().pods(3, 3, 3)))
        .isEqualTo(new RollingOut(3, 3, "waiting for the statefulset controller to finish"));
    assertThat(progress(rolling().revisions(null, null).withoutStrategy()))
        .isInstanceOf(RollingOut.class);
  }

  @Test
  void staysCompleteWhileItScalesOrAPodIsEvictedOrCrashes() {
    assertThat(progress(statefulSet().wanted(5).pods(4, 4, 3))).isEqualTo(new Complete());
    assertThat(progress(statefulSet().pods(3, 3, 2))).isEqualTo(new Complete());
    assertThat(progress(statefulSet().pods(2, 2, 2))).isEqualTo(new Complete());
    assertThat(progress(statefulSet().wanted(1).pods(2, 2, 2))).isEqualTo(new Complete());
  }

  @Test
  void rollsOutAfterAnUndoUntilTheOldPodsAreReplaced() {
    assertThat(progress(statefulSet().pods(3, 2, 3)))
        .isEqualTo(new RollingOut(2, 3, "2 of 3 pods updated"));
  }

  @Test
  void waitsUntilPodsAreReadyLongEnough() {
    assertThat(progress(statefulSet().minReadySeconds(10, 2)))
        .isEqualTo(new RollingOut(3, 3, "2 of 3 pods available"));
    assertThat(progress(statefulSet().minReadySeconds(10, 3))).isEqualTo(new Complete());
  }

  @Test
  void isCompleteWithAPartitionWhenThePodsAboveItAreUpdated() {
    assertThat(progress(rolling().partition(2).pods(3, 0, 3)))
        .isEqualTo(new RollingOut(0, 1, "0 of 1 pods updated"));
    assertThat(progress(rolling().partition(2).pods(3, 1, 2)))
        .isEqualTo(new RollingOut(1, 1, "2 of 3 pods ready"));
    assertThat(progress(rolling().partition(2).pods(3, 1, 3))).isEqualTo(new Complete());
    assertThat(progress(rolling().partition(9).pods(3, 0, 3))).isEqualTo(new Complete());
  }

  @Test
  void countsOnDeleteTooUntilSomebodyHasDeletedEveryPod() {
    assertThat(progress(rolling().onDelete().pods(3, 1, 3)))
        .isEqualTo(new RollingOut(1, 3, "1 of 3 pods updated"));
    assertThat(progress(rolling().onDelete().pods(3, 3, 3))).isEqualTo(new Complete());
  }
}
