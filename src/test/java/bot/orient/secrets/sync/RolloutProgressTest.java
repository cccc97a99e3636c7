package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.RolloutDraft.rollout;
import static bot.orient.secrets.sync.SecretDraft.second;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.sync.RolloutRecord.Found;
import bot.orient.secrets.sync.WorkloadProgress.Complete;
import bot.orient.secrets.sync.WorkloadProgress.Failed;
import bot.orient.secrets.sync.WorkloadProgress.NotObserved;
import bot.orient.secrets.sync.WorkloadProgress.RollingOut;
import java.util.List;
import org.junit.jupiter.api.Test;

class RolloutProgressTest {

  private static WorkloadProgress progress(RolloutDraft draft) {
    return WorkloadProgress.of(draft.build());
  }

  private static RolloutDraft rolling(String message) {
    return rollout().notPromoted().phase("Progressing", message).pods(3, 1);
  }

  @Test
  void isCompleteWhenHealthy() {
    assertThat(progress(rollout())).isEqualTo(new Complete());
  }

  @Test
  void isNotCompleteAfterAFailureBeforeItIsHealthy() {
    RolloutRecord failed =
        RolloutRecord.started(second(30), List.of("app/A"), "hash", Found.WELL).failed("why");
    RolloutDraft scaledUpAgain = rollout().restarted(failed, "hash").phase("Progressing", null);
    assertThat(progress(scaledUpAgain.pods(1, 1))).isInstanceOf(RollingOut.class);
    assertThat(progress(scaledUpAgain.phase("Healthy", null))).isEqualTo(new Complete());
  }

  @Test
  void isNotObservedUntilTheStatusTellsOfTheNewestGeneration() {
    assertThat(progress(rollout().observedGeneration("3"))).isEqualTo(new NotObserved());
    assertThat(progress(rollout().observedGeneration(null))).isEqualTo(new NotObserved());
    assertThat(WorkloadProgress.of(rollout().buildWithoutSpecAndStatus()))
        .isEqualTo(new NotObserved());
  }

  @Test
  void doesNotWaitForAVersionThatWritesAHash() {
    assertThat(progress(rollout().observedGeneration("6f8bc9d4"))).isEqualTo(new Complete());
  }

  @Test
  void countsTheUpdatedPodsAndSaysWhatTheControllerWaitsFor() {
    assertThat(progress(rolling("more replicas need to be updated")))
        .isEqualTo(new RollingOut(1, 2, "1 of 2 pods updated: more replicas need to be updated"));
    assertThat(progress(rolling(null).wanted(null)))
        .isEqualTo(new RollingOut(1, 1, "1 of 1 pods updated"));
    assertThat(progress(rolling(" ").phase(null, null))).isInstanceOf(RollingOut.class);
  }

  @Test
  void saysHowToPromoteACanaryThatWaits() {
    assertThat(progress(rolling(null).phase("Paused", "CanaryPauseStep")))
        .isEqualTo(
            new RollingOut(
                1,
                2,
                "paused (CanaryPauseStep): if it has no duration, promote it with"
                    + " `kubectl argo rollouts promote shop`"));
  }

  @Test
  void staysCompleteWhileItScalesOrAPodCrashes() {
    RolloutDraft scaling = rollout().phase("Progressing", "more replicas need to be updated");
    assertThat(progress(scaling.wanted(5).pods(3, 3))).isEqualTo(new Complete());
  }

  @Test
  void rollsOutAfterAnUndoUntilTheOldPodsStop() {
    RolloutDraft undone = rollout().phase("Progressing", "old replicas are pending termination");
    assertThat(progress(undone.pods(3, 2))).isInstanceOf(RollingOut.class);
  }

  @Test
  void failsWithTheReasonButNotTheFreeTextBehindIt() {
    assertThat(progress(rolling(null).phase("Degraded", "ProgressDeadlineExceeded: some text")))
        .isEqualTo(
            new Failed("ProgressDeadlineExceeded: see `kubectl argo rollouts get rollout shop`"));
    assertThat(progress(rolling(null).phase("Degraded", null)))
        .isEqualTo(new Failed("Degraded: see `kubectl argo rollouts get rollout shop`"));
  }

  @Test
  void saysHowToRetryAnAbortedUpdate() {
    assertThat(progress(rolling(null).aborted().phase("Degraded", "RolloutAborted: metric x")))
        .isEqualTo(
            new Failed(
                "RolloutAborted: see `kubectl argo rollouts get rollout shop`, then"
                    + " `kubectl argo rollouts retry rollout shop`"));
  }
}
