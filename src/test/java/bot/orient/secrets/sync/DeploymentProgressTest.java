package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.DeploymentDraft.deployment;
import static bot.orient.secrets.sync.SecretDraft.second;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.sync.RolloutRecord.Found;
import bot.orient.secrets.sync.WorkloadProgress.Complete;
import bot.orient.secrets.sync.WorkloadProgress.Failed;
import bot.orient.secrets.sync.WorkloadProgress.NotObserved;
import bot.orient.secrets.sync.WorkloadProgress.RollingOut;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link WorkloadAssessorTest} says of its messages is not said again. */
class DeploymentProgressTest {

  private static final String DEADLINE = "ProgressDeadlineExceeded";

  private static WorkloadProgress progress(DeploymentDraft draft) {
    return WorkloadProgress.of(draft.build());
  }

  @Test
  void isNotObservedUntilTheStatusTellsOfTheNewestGeneration() {
    DeploymentDraft failedBefore = deployment().progressing("False", DEADLINE, "slow.");
    assertThat(progress(failedBefore.observedGeneration(3L))).isEqualTo(new NotObserved());
    assertThat(progress(deployment().observedGeneration(null))).isEqualTo(new NotObserved());
    assertThat(
            WorkloadProgress.of(
                new DeploymentBuilder(deployment().build()).withStatus(null).build()))
        .isEqualTo(new NotObserved());
  }

  @Test
  void isCompleteAsTheControllerSaysOrByItsCounts() {
    assertThat(progress(deployment())).isEqualTo(new Complete());
    DeploymentDraft scaling = deployment().progressing("True", "NewReplicaSetAvailable", "done");
    assertThat(progress(scaling.wanted(5))).isEqualTo(new Complete());
  }

  @Test
  void isRollingOutWhileTheControllerSaysThatItProgresses() {
    DeploymentDraft starting = deployment().progressing("True", "ReplicaSetUpdated", "goes on");

    assertThat(progress(starting.pods(2, 2, 1))).isInstanceOf(RollingOut.class);
  }

  /** The old pods stop before there is a new one, and the condition tells of the last rollout. */
  @Test
  void isNotCompleteWhileRecreateHasNoPods() {
    DeploymentDraft stopped = deployment().progressing("True", "NewReplicaSetAvailable", "done");

    assertThat(progress(stopped.pods(0, 0, 0)))
        .isEqualTo(new RollingOut(0, 2, "0 of 2 pods updated"));
    assertThat(progress(stopped.wanted(0).pods(0, 0, 0))).isEqualTo(new Complete());
  }

  /** Else the first pod would end the failure, be it that it crashes as those before did. */
  @Test
  void isNotCompleteAfterAFailureBeforeAllItsPodsAreAvailable() {
    RolloutRecord failed =
        RolloutRecord.started(second(30), List.of("app/A"), "hash", Found.WELL).failed("why");
    DeploymentDraft scaledUpAgain =
        deployment()
            .annotated(Markers.ROLLOUT, failed.toAnnotation())
            .templateAnnotated(Markers.RESTART_HASH, "hash")
            .progressing("True", "NewReplicaSetAvailable", "done");
    assertThat(progress(scaledUpAgain.pods(1, 1, 0))).isInstanceOf(RollingOut.class);
    assertThat(progress(scaledUpAgain.pods(2, 2, 1))).isInstanceOf(RollingOut.class);
    assertThat(progress(scaledUpAgain.pods(2, 2, 2))).isEqualTo(new Complete());
    scaledUpAgain.available("True");
    assertThat(progress(scaledUpAgain.pods(1, 1, 0)))
        .as("its strategy demands none")
        .isInstanceOf(RollingOut.class);
    assertThat(progress(scaledUpAgain.pods(2, 2, 1)))
        .as("one is being moved to another node")
        .isEqualTo(new Complete());
  }

  @Test
  void countsUpdatedAndWantedPods() {
    assertThat(progress(deployment().wanted(5).pods(6, 2, 5)))
        .isEqualTo(new RollingOut(2, 5, "2 of 5 pods updated"));
    assertThat(progress(deployment().pods(3, 2, 3)))
        .isEqualTo(new RollingOut(2, 2, "1 old pods still to stop"));
    assertThat(progress(deployment().pods(2, 2, 1)))
        .isEqualTo(new RollingOut(2, 2, "1 of 2 updated pods available"));
  }

  @Test
  void failsWhenTheControllerHasWaitedTooLong() {
    assertThat(progress(deployment().progressing("False", DEADLINE, null)))
        .isEqualTo(new Failed(DEADLINE + " Look at the events and logs of its newest pods."));
  }

  /** Such as a quota's, which may be there for a moment only. */
  @Test
  void doesNotFailWithAnErrorThatTheControllerTriesAgainAfter() {
    DeploymentDraft refused = deployment().progressing("False", "ReplicaSetCreateError", "quota");

    assertThat(progress(refused.pods(2, 0, 2))).isInstanceOf(RollingOut.class);
  }

  /** With strategy Recreate it stays until the old pods have stopped. */
  @Test
  void doesNotFailWithTheConditionThatWasThereBeforeTheRestart() {
    RolloutRecord restart = RolloutRecord.started(second(30), List.of("app/A"), "hash", Found.WELL);
    DeploymentDraft failedBefore =
        deployment()
            .pods(0, 0, 0)
            .progressing("False", DEADLINE, "slow.")
            .templateAnnotated(Markers.RESTART_HASH, "hash");
    assertThat(progress(failedBefore.strategy("Recreate"))).isInstanceOf(Failed.class);
    failedBefore.annotated(Markers.ROLLOUT, restart.toAnnotation());
    assertThat(progress(failedBefore)).isEqualTo(new RollingOut(0, 2, "0 of 2 pods updated"));
    assertThat(progress(failedBefore.pods(1, 1, 0))).isInstanceOf(Failed.class);
    assertThat(progress(failedBefore.pods(2, 0, 2).strategy("RollingUpdate")))
        .as("there the controller has begun to count anew")
        .isInstanceOf(Failed.class);
  }

  @Test
  void isOfWorkloadsOnly() {
    assertThatThrownBy(() -> WorkloadProgress.of(new ConfigMap()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ConfigMap");
  }
}
