package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.DeploymentDraft.deployment;
import static bot.orient.secrets.sync.SecretDraft.second;
import static bot.orient.secrets.sync.SecretDraft.secret;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.api.WorkloadStatus;
import bot.orient.secrets.sync.RolloutRecord.Found;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkloadAssessorTest {

  private static final String DEADLINE = "ProgressDeadlineExceeded";
  private static final SecretDraft CHANGED = secret("app").changed("A", "v2", 20);

  private static DeploymentDraft settled() {
    return deployment().variable("app", "A").annotated(Markers.BASELINE, "{\"app/A\":\"v1\"}");
  }

  private static DeploymentDraft restarted(RolloutRecord record) {
    return settled()
        .annotated(Markers.ROLLOUT, record.toAnnotation())
        .templateAnnotated(Markers.RESTART_HASH, "hash");
  }

  private static RolloutRecord began() {
    return RolloutRecord.started(second(30), List.of("app/A"), "hash", Found.WELL);
  }

  private static WorkloadStatus assess(DeploymentDraft deployment) {
    return assess(deployment, secret("app").with("A", "v1"), null);
  }

  private static WorkloadStatus assess(DeploymentDraft deployment, SecretDraft secret, Hold hold) {
    return WorkloadAssessor.assess(
        WorkloadView.of(deployment.build()), secret.build(), Optional.ofNullable(hold));
  }

  private static WorkloadStatus status(WorkloadState state, String message) {
    return new WorkloadStatus("Deployment", "web", state, null, message);
  }

  private static Hold hold(String... changed) {
    return new Hold(WorkloadState.WAITING, "waits for its turn", List.of(changed));
  }

  @Test
  void isUpToDateWhenItNeverHadToRestart() {
    assertThat(assess(settled())).isEqualTo(status(WorkloadState.UP_TO_DATE, null));
  }

  @Test
  void isDoneWhenItWasRestartedForThisSecret() {
    assertThat(assess(restarted(began().tracked(new WorkloadProgress.Complete()))))
        .isEqualTo(status(WorkloadState.DONE, "restarted at 2026-11-23T18:00:30Z"));
  }

  @Test
  void isUpToDateWhenItWasRestartedForAnotherSecret() {
    RolloutRecord other = RolloutRecord.started(second(30), List.of("apps/A"), "hash", Found.WELL);
    assertThat(assess(restarted(other))).isEqualTo(status(WorkloadState.UP_TO_DATE, null));
  }

  @Test
  void staysFailedWhenItIsScaledToZero() {
    assertThat(assess(restarted(began().failed("no progress")).wanted(0).pods(0, 0, 0)))
        .isEqualTo(status(WorkloadState.FAILED, "no progress"));
  }

  @Test
  void waitsForTheRestartThatSomebodyUndid() {
    DeploymentDraft undone = restarted(began()).templateAnnotated(Markers.RESTART_HASH, "before");
    assertThat(assess(undone)).isEqualTo(status(WorkloadState.WAITING, "restart pending"));
  }

  @Test
  void tellsThatItsRestartWasSkippedOnRequest() {
    assertThat(assess(restarted(RolloutRecord.skipped(second(30), List.of("app/A")))))
        .isEqualTo(
            status(
                WorkloadState.SKIPPED,
                "its restart for app/A was skipped on request at 2026-11-23T18:00:30Z"));
  }

  @Test
  void saysThatItIsOptedOutBeforeAnythingElse() {
    DeploymentDraft failed = settled().progressing("False", DEADLINE, "slow");
    assertThat(assess(failed.annotated(Markers.RESTART, "false")))
        .isEqualTo(status(WorkloadState.OPTED_OUT, null));
  }

  @Test
  void saysWhatAWorkloadLacksThatOptedOut() {
    assertThat(assess(settled().annotated(Markers.RESTART, "false"), CHANGED, null))
        .isEqualTo(status(WorkloadState.OPTED_OUT, "runs with older values of app/A"));
  }

  @Test
  void saysThatTheRolloutFailedAndWhereToLook() {
    WorkloadStatus failed =
        assess(settled().pods(3, 1, 2).progressing("False", DEADLINE, "Timed out."));
    assertThat(failed)
        .isEqualTo(
            status(
                WorkloadState.FAILED,
                "ProgressDeadlineExceeded: Timed out. Look at the events and logs of its newest pods."));
  }

  @Test
  void staysFailedByTheRecordUntilItIsThrough() {
    RolloutRecord failed = began().failed("no progress for 10m");
    assertThat(assess(restarted(failed).pods(3, 1, 2)))
        .isEqualTo(status(WorkloadState.FAILED, "no progress for 10m"));
    assertThat(assess(restarted(failed)).state()).isEqualTo(WorkloadState.DONE);
  }

  @Test
  void waitsForItsControllerAfterARestart() {
    assertThat(assess(restarted(began()).observedGeneration(3L)))
        .isEqualTo(status(WorkloadState.ROLLING_OUT, "waiting for its controller"));
  }

  /** What is written on a Deployment makes a new generation, too. */
  @Test
  void isAsBeforeWhileItsControllerHasNotSeenWhatIsNoRestart() {
    assertThat(assess(settled().observedGeneration(3L)))
        .isEqualTo(status(WorkloadState.UP_TO_DATE, null));
    RolloutRecord done = began().tracked(new WorkloadProgress.Complete());
    assertThat(assess(restarted(done).observedGeneration(3L)).state())
        .isEqualTo(WorkloadState.DONE);
  }

  @Test
  void countsItsPodsWhileItRollsOut() {
    assertThat(assess(restarted(began()).wanted(5).pods(6, 2, 5)))
        .isEqualTo(
            new WorkloadStatus(
                "Deployment", "web", WorkloadState.ROLLING_OUT, "2/5", "2 of 5 pods updated"));
  }

  @Test
  void saysWhatItsRestartWaitsFor() {
    assertThat(assess(settled(), CHANGED, hold("app/A")))
        .isEqualTo(status(WorkloadState.WAITING, "waits for its turn"));
  }

  @Test
  void saysNothingOfARestartThatAnotherSecretAsksFor() {
    assertThat(assess(settled(), secret("app").with("A", "v1"), hold("db/A", "apps/A")))
        .isEqualTo(status(WorkloadState.UP_TO_DATE, null));
  }

  @Test
  void announcesARestartThatNobodyHasLookedAtYet() {
    assertThat(assess(settled(), CHANGED, null))
        .isEqualTo(status(WorkloadState.WAITING, "restart pending"));
  }

  @Test
  void announcesNoRestartForAKeyItDoesNotUse() {
    assertThat(assess(settled(), secret("app").with("A", "v1").changed("B", "w2", 20), null))
        .isEqualTo(status(WorkloadState.UP_TO_DATE, null));
  }

  @Test
  void isNotUpToDateBeforeItsPodsWereLookedAt() {
    DeploymentDraft unknown = deployment().variable("app", "A");
    assertThat(assess(unknown, CHANGED, null))
        .isEqualTo(status(WorkloadState.WAITING, "its pods are yet to be looked at"));
  }

  @Test
  void announcesNoRestartForAnotherSecret() {
    DeploymentDraft twoSecrets =
        settled()
            .variable("db", "B")
            .annotated(Markers.BASELINE, "{\"app/A\":\"v1\",\"db/B\":\"old\"}");
    assertThat(assess(twoSecrets)).isEqualTo(status(WorkloadState.UP_TO_DATE, null));
  }
}
