package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.DeploymentDraft.deployment;
import static bot.orient.secrets.sync.SecretDraft.secret;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.api.WorkloadStatus;
import org.junit.jupiter.api.Test;

class WorkloadAssessorTest {

  private static final String DEADLINE = "ProgressDeadlineExceeded";

  private static final String AVAILABLE = "NewReplicaSetAvailable";

  private static DeploymentDraft settled() {
    return deployment().variable("app", "A").annotated(Markers.BASELINE, "{\"app/A\":\"v1\"}");
  }

  private static WorkloadStatus assess(DeploymentDraft deployment) {
    return assess(deployment, secret("app").with("A", "v1"));
  }

  private static WorkloadStatus assess(DeploymentDraft deployment, SecretDraft secret) {
    return WorkloadAssessor.assess(deployment.build(), "app", secret.build());
  }

  private static WorkloadStatus status(WorkloadState state, String message) {
    return new WorkloadStatus("Deployment", "web", state, message);
  }

  private static WorkloadStatus rollingOut(String message) {
    return status(WorkloadState.ROLLING_OUT, message);
  }

  private static WorkloadStatus upToDate() {
    return status(WorkloadState.UP_TO_DATE, null);
  }

  @Test
  void isUpToDateWhenTheRolloutIsCompleteAndTheValuesAreRecorded() {
    assertThat(assess(settled())).isEqualTo(upToDate());
  }

  @Test
  void saysThatItIsOptedOutBeforeAnythingElse() {
    DeploymentDraft failed = settled().progressing("False", DEADLINE, "slow");
    assertThat(assess(failed.annotated(Markers.RESTART, "false")))
        .isEqualTo(status(WorkloadState.OPTED_OUT, null));
  }

  @Test
  void saysThatTheRolloutFailedAndWhereToLook() {
    WorkloadStatus failed =
        assess(settled().pods(3, 1, 2).progressing("False", DEADLINE, "Timed out."));
    assertThat(failed.state()).isEqualTo(WorkloadState.FAILED);
    assertThat(failed.message())
        .isEqualTo(
            "ProgressDeadlineExceeded: Timed out. Look at the events and logs of its newest pods.");
  }

  @Test
  void doesNotBlameANewTemplateForTheFailureOfTheLast() {
    DeploymentDraft edited = settled().progressing("False", DEADLINE, "x").observedGeneration(3L);
    assertThat(assess(edited)).isEqualTo(rollingOut("waiting for the deployment controller"));
  }

  @Test
  void isNotFailedForAnotherReason() {
    assertThat(assess(settled().progressing("False", "FailedCreate", "quota")))
        .isEqualTo(upToDate());
    assertThat(assess(settled().progressing("True", AVAILABLE, "fine"))).isEqualTo(upToDate());
  }

  @Test
  void waitsForAControllerThatNeverSawTheDeployment() {
    assertThat(assess(settled().observedGeneration(null)))
        .isEqualTo(rollingOut("waiting for the deployment controller"));
  }

  @Test
  void countsTheUpdatedPods() {
    assertThat(assess(settled().wanted(5).pods(6, 2, 5)))
        .isEqualTo(rollingOut("2 of 5 pods updated"));
    assertThat(assess(settled().wanted(null).pods(0, 0, 0)))
        .isEqualTo(rollingOut("0 of 1 pods updated"));
  }

  @Test
  void countsTheOldPods() {
    assertThat(assess(settled().pods(3, 2, 3))).isEqualTo(rollingOut("1 old pods still to stop"));
  }

  @Test
  void countsTheAvailablePods() {
    assertThat(assess(settled().wanted(5).pods(5, 5, 3)))
        .isEqualTo(rollingOut("3 of 5 updated pods available"));
  }

  @Test
  void staysUpToDateWhileItScalesOrAPodIsEvictedOrCrashes() {
    DeploymentDraft complete = settled().progressing("True", AVAILABLE, "has progressed");
    assertThat(assess(complete.wanted(5).pods(5, 5, 2))).isEqualTo(upToDate());
    assertThat(assess(complete.wanted(5).pods(2, 2, 2))).isEqualTo(upToDate());
    assertThat(assess(complete.wanted(1).pods(2, 2, 2))).isEqualTo(upToDate());
    assertThat(assess(complete.wanted(2).pods(2, 2, 1))).isEqualTo(upToDate());
  }

  @Test
  void rollsOutWhileTheControllerSaysSo() {
    DeploymentDraft updating = settled().progressing("True", "ReplicaSetUpdated", "is progressing");
    assertThat(assess(updating.pods(2, 2, 1)))
        .isEqualTo(rollingOut("1 of 2 updated pods available"));
  }

  @Test
  void rollsOutAfterAnUndoUntilTheOldPodsStop() {
    DeploymentDraft undone = settled().progressing("True", AVAILABLE, "of the rollout before");
    assertThat(assess(undone.pods(2, 0, 2))).isEqualTo(rollingOut("0 of 2 pods updated"));
    assertThat(assess(undone.pods(3, 2, 3))).isEqualTo(rollingOut("1 old pods still to stop"));
  }

  @Test
  void isUpToDateWithoutAnyPods() {
    assertThat(assess(settled().wanted(0).pods(0, 0, 0))).isEqualTo(upToDate());
  }

  @Test
  void announcesARestartThatIsStillToCome() {
    assertThat(assess(settled(), secret("app").changed("A", "v2", 20)))
        .isEqualTo(rollingOut("restart pending"));
  }

  @Test
  void announcesNoRestartForAKeyItDoesNotUse() {
    assertThat(assess(settled(), secret("app").with("A", "v1").changed("B", "w2", 20)))
        .isEqualTo(upToDate());
  }

  @Test
  void announcesNoRestartForAValueThatIsNotYetRecorded() {
    DeploymentDraft unknown = deployment().variable("app", "A");
    assertThat(assess(unknown)).isEqualTo(upToDate());
    assertThat(assess(unknown, secret("app").changed("A", "v2", 20))).isEqualTo(upToDate());
  }

  @Test
  void announcesNoRestartForAnotherSecret() {
    DeploymentDraft twoSecrets =
        settled()
            .variable("db", "B")
            .annotated(Markers.BASELINE, "{\"app/A\":\"v1\",\"db/B\":\"old\"}");
    assertThat(assess(twoSecrets)).isEqualTo(upToDate());
  }
}
