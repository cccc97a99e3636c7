package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.SecretDraft.second;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.sync.RestartDecision.Restart;
import bot.orient.secrets.sync.RolloutRecord.Found;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkloadMarksTest {

  private static final RolloutRecord DONE =
      RolloutRecord.started(second(40), List.of("app/A", "app/B"), "hash", Found.WELL)
          .tracked(new WorkloadProgress.Complete());

  private static final WorkloadMarks MARKS =
      new WorkloadMarks(
          Scene.baseline("app/A", "v1", "app/B", "w1"), Optional.of("hash"), Optional.of(DONE));

  private static final WorkloadView FAILING =
      UserDraft.user("web").with("app", "A", "v1").failing("app/A").build();

  private static final Restart FOR_A =
      new Restart(
          Scene.baseline("app/A", "v2", "app/B", "w1"),
          "next",
          List.of("app/A"),
          Scene.baseline("app/A", "v1", "app/B", "w1"));

  private static WorkloadMarks marks(Optional<RolloutRecord> rollout) {
    return new WorkloadMarks(MARKS.baseline(), Optional.of("hash"), rollout);
  }

  @Test
  void recordsWhatThePodsHaveAlreadyWhileTheRestartForTheOthersWaits() {
    Restart restart =
        new Restart(
            Scene.baseline("app/A", "v2", "app/B", "w2", "db/C", "x2"),
            "next",
            List.of("app/A", "db/C"),
            Scene.baseline("app/A", "v1", "app/B", "w2"));
    assertThat(MARKS.waiting(restart).baseline())
        .isEqualTo(Scene.baseline("app/A", "v1", "app/B", "w2"));
    assertThat(MARKS.waiting(restart).restartHash()).contains("hash");
  }

  @Test
  void theFirstRestartIsPutOnRecordWithItsHashAndItsValues() {
    assertThat(marks(Optional.empty()).restarted(FOR_A, second(50), FAILING))
        .isEqualTo(
            new WorkloadMarks(
                FOR_A.baseline(),
                Optional.of("next"),
                Optional.of(
                    RolloutRecord.started(second(50), List.of("app/A"), "next", Found.FAILING))));
  }

  @Test
  void aRestartAfterOneThatFailedStillTellsWhatThatFailedWith() {
    RolloutRecord failed =
        RolloutRecord.started(second(40), List.of("app/B"), "hash", Found.WELL)
            .failed("no progress");

    RolloutRecord next =
        marks(Optional.of(failed)).restarted(FOR_A, second(50), FAILING).rollout().orElseThrow();

    assertThat(next.startedAt()).isEqualTo(second(50));
    assertThat(next.condemns("app/B")).isTrue();
  }

  @Test
  void aSkippedRestartIsPutOnRecordUnlessOneIsUnderWay() {
    RolloutRecord underWay =
        RolloutRecord.started(second(40), List.of("app/B"), "hash", Found.WELL);

    assertThat(marks(Optional.empty()).skipped(FOR_A, second(50)).rollout())
        .contains(RolloutRecord.skipped(second(50), List.of("app/A")));
    assertThat(marks(Optional.of(underWay)).skipped(FOR_A, second(50)).rollout())
        .contains(underWay);
  }

  @Test
  void aFailureIsPutOnRecordWithItsReason() {
    RolloutRecord underWay =
        RolloutRecord.started(second(40), List.of("app/A"), "hash", Found.WELL);

    assertThat(marks(Optional.of(underWay)).failed("no progress"))
        .isEqualTo(marks(Optional.of(underWay.failed("no progress"))));
  }

  /** Pods that a rollout is about to stop may stay, when it is taken back. */
  @Test
  void skippingARestartLeavesOpenWhatOnlyOutgoingPodsLack() {
    Restart restart =
        new Restart(
            Scene.baseline("app/A", "v2", "app/B", "w2"),
            "next",
            List.of("app/A"),
            Scene.baseline("app/A", "v1", "app/B", "w1"));
    assertThat(MARKS.skipped(restart, second(50)).baseline())
        .isEqualTo(Scene.baseline("app/A", "v2", "app/B", "w1"));
  }

  /** It is complete without pods, which proves nothing; those that it halted would go on. */
  @Test
  void aFailureIsNotOverWhenTheWorkloadIsScaledToZero() {
    RolloutRecord failed =
        RolloutRecord.started(second(40), List.of("app/A"), "hash", Found.WELL)
            .failed("no progress");
    WorkloadMarks marks =
        new WorkloadMarks(MARKS.baseline(), Optional.of("hash"), Optional.of(failed));
    UserDraft user = UserDraft.user("web").with("app", "A", "v1").failed("app/A").well();
    assertThat(marks.tracked(user.build()).rollout().orElseThrow().isFailed()).isFalse();
    assertThat(marks.tracked(user.withoutPods().build())).isEqualTo(marks);
  }

  @Test
  void aRestartThatEndsWithoutPodsProvesNothing() {
    UserDraft canary = UserDraft.user("web").with("app", "A", "v2").restarting("app/A");
    RolloutRecord ended = trackedWithoutPods(canary);
    assertThat(ended.phase()).isEqualTo(RolloutRecord.Phase.DONE);
    assertThat(ended.changed()).isEmpty();
    UserDraft retried =
        UserDraft.user("web").with("app", "A", "v2").with("db", "B", "w2").retried("db/B", "app/A");
    RolloutRecord failedBefore = trackedWithoutPods(retried);
    assertThat(failedBefore.condemns("app/A")).isTrue();
    assertThat(failedBefore.condemns("db/B")).isFalse();
  }

  private static RolloutRecord trackedWithoutPods(UserDraft user) {
    WorkloadView view = user.withoutPods().build();
    return WorkloadMarks.of(view.workload()).tracked(view).rollout().orElseThrow();
  }

  @Test
  void anUndoneRestartIsFollowedOnTheTemplateThatItsPodsHave() {
    Baseline reached = Scene.baseline("app/A", "v1", "app/B", "w1");
    RolloutRecord started =
        RolloutRecord.started(second(40), List.of("app/A"), "undone", Found.WELL);
    WorkloadMarks confirmed =
        new WorkloadMarks(reached, Optional.of("hash"), Optional.of(started)).confirmed(reached);
    assertThat(confirmed.rollout().orElseThrow().isUndone(Optional.of("hash"))).isFalse();
    assertThat(MARKS.confirmed(MARKS.baseline())).isEqualTo(MARKS);
  }

  @Test
  void theLastRestartTellsNothingOfValuesThatPodsGotByThemselves() {
    assertThat(MARKS.adopted(Scene.baseline("app/A", "v2", "app/B", "w1")).rollout().orElseThrow())
        .extracting(RolloutRecord::changed)
        .isEqualTo(DONE.adopted(List.of("app/A")).changed());
  }
}
