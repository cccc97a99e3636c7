package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.PodDraft.pod;
import static bot.orient.secrets.sync.SecretDraft.second;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.argo.Rollout;
import bot.orient.secrets.sync.WorkloadProgress.Failed;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProgressDeadlineTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String LOOK = ". Look at its events and logs.";

  private static ProgressDeadline deadline(PodDraft... newest) {
    return ProgressDeadline.of(second(0), pods(newest), PATIENCE);
  }

  private static RolloutPods pods(PodDraft... newest) {
    return new RolloutPods(Stream.of(newest).map(PodDraft::build).toList(), List.of());
  }

  private static String message(ProgressDeadline deadline) {
    return deadline.check(deadline.at()).map(Failed::message).orElseThrow();
  }

  @Test
  void isNeededWhereTheControllerNeverGivesUp() {
    assertThat(ProgressDeadline.isNeededBy(new StatefulSet())).isTrue();
    assertThat(ProgressDeadline.isNeededBy(new DaemonSet())).isTrue();
    assertThat(ProgressDeadline.isNeededBy(new Rollout())).isFalse();
    assertThat(ProgressDeadline.isNeededBy(deployment(600))).isFalse();
    assertThat(ProgressDeadline.isNeededBy(deployment(Integer.MAX_VALUE))).isTrue();
  }

  /** A pod of a node that is lost may never stop. */
  @Test
  void isNeededWhileADeploymentThatRecreatesItsPodsHasNoneYet() {
    DeploymentBuilder recreating =
        new DeploymentBuilder(deployment(600))
            .editSpec()
            .withNewStrategy()
            .withType("Recreate")
            .endStrategy()
            .endSpec();
    assertThat(ProgressDeadline.isNeededBy(recreating.build())).isTrue();
    assertThat(
            ProgressDeadline.isNeededBy(
                recreating.withNewStatus().withUpdatedReplicas(1).endStatus().build()))
        .isFalse();
  }

  private static Deployment deployment(int progressDeadlineSeconds) {
    return new DeploymentBuilder()
        .withNewSpec()
        .withProgressDeadlineSeconds(progressDeadlineSeconds)
        .endSpec()
        .build();
  }

  @Test
  void countsFromTheBeginningAtFirst() {
    assertThat(deadline().at()).isEqualTo(second(30));
    assertThat(deadline().check(second(29))).isEmpty();
    assertThat(deadline().check(second(30)))
        .contains(
            new Failed(
                "no progress for 30s: look at the events of the workload, it does not get the pods it wants"));
  }

  @Test
  void isPutOffByANewPodAndByOneThatBecomesReady() {
    assertThat(deadline(pod("db-1", 10)).at()).isEqualTo(second(40));
    assertThat(deadline(pod("db-1", 10).ready(15)).at()).isEqualTo(second(45));
  }

  /** Its grace period may be longer than the patience. */
  @Test
  void isPutOffUntilAnOldPodIsToHaveStopped() {
    ProgressDeadline deadline =
        ProgressDeadline.of(
            second(0),
            new RolloutPods(List.of(), List.of(pod("web-1", 0).stoppingBy(100).build())),
            PATIENCE);
    assertThat(deadline.check(second(129))).isEmpty();
    assertThat(deadline.check(second(130)))
        .contains(new Failed("no progress for 30s: pod web-1 does not stop"));
  }

  @Test
  void isNotPutOffByAPodThatIsNoLongerReady() {
    assertThat(deadline(pod("db-1", 10).unready(20)).at()).isEqualTo(second(40));
  }

  @Test
  void isNotPutOffByWhatWasBeforeTheBeginningOrByOldPods() {
    assertThat(deadline(pod("db-1", -100).ready(-50)).at()).isEqualTo(second(30));
    RolloutPods old = new RolloutPods(List.of(), List.of(pod("db-0", 5).ready(20).build()));
    assertThat(ProgressDeadline.of(second(0), old, PATIENCE).at()).isEqualTo(second(30));
  }

  @Test
  void namesTheFirstPodThatIsNotReadyAndWhy() {
    assertThat(
            message(
                deadline(
                    pod("db-3", 7).waiting("ImagePullBackOff"),
                    pod("db-2", 5).ready(6),
                    pod("db-1", 7).unready(7).running().waiting("CrashLoopBackOff"))))
        .isEqualTo("no progress for 30s: pod db-1 is not ready (CrashLoopBackOff)" + LOOK);
  }

  @Test
  void namesOtherReasonsToo() {
    assertThat(message(deadline(pod("db-1", 7).terminated(0, "Completed").terminated(1, "Error"))))
        .contains("pod db-1 is not ready (Error)");
    assertThat(message(deadline(pod("db-1", 7).unschedulable())))
        .contains("pod db-1 is not ready (Unschedulable)");
    assertThat(message(deadline(pod("db-1", 7)))).contains("pod db-1 is not ready" + LOOK);
  }

  @Test
  void namesAnOldPodThatIsInTheWay() {
    RolloutPods pods =
        new RolloutPods(
            List.of(pod("db-1", 1).ready(2).build()),
            List.of(pod("db-0", -9).waiting("CrashLoopBackOff").build()));
    assertThat(message(ProgressDeadline.of(second(0), pods, PATIENCE)))
        .contains("pod db-0 is not ready (CrashLoopBackOff)");
  }

  @Test
  void namesAPodThatDoesNotStop() {
    RolloutPods pods = new RolloutPods(List.of(), List.of(pod("db-0", -9).stoppingBy(1).build()));
    assertThat(message(ProgressDeadline.of(second(0), pods, PATIENCE)))
        .isEqualTo("no progress for 30s: pod db-0 does not stop");
  }

  @Test
  void writesItsPatienceAsSpecsDo() {
    assertThat(message(ProgressDeadline.of(second(0), pods(), Duration.ofMinutes(90))))
        .startsWith("no progress for 1h30m: ");
  }
}
