package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.SecretDraft.second;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.sync.RolloutRecord.Found;
import bot.orient.secrets.sync.RolloutRecord.Phase;
import bot.orient.secrets.sync.WorkloadProgress.Complete;
import bot.orient.secrets.sync.WorkloadProgress.Failed;
import bot.orient.secrets.sync.WorkloadProgress.NotObserved;
import bot.orient.secrets.sync.WorkloadProgress.RollingOut;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutRecordTest {

  private static final RolloutRecord STARTED =
      RolloutRecord.started(
          second(1).plusMillis(900), List.of("db/B", "app/A"), "hash", Found.WELL);

  @Test
  void isShortAndSortedInTheAnnotation() {
    assertThat(STARTED.toAnnotation())
        .isEqualTo(
            "{\"at\":\"2026-11-23T18:00:01Z\",\"changed\":[\"app/A\",\"db/B\"],\"phase\":\"Started\",\"hash\":\"hash\"}");
  }

  @Test
  void isReadBackAsItWasWritten() {
    for (RolloutRecord record :
        List.of(
            STARTED,
            STARTED.tracked(new Complete()),
            STARTED.failed("no \"progress\""),
            RolloutRecord.skipped(second(2), List.of("app/A")))) {
      assertThat(RolloutRecord.parse(record.toAnnotation())).contains(record);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "{\"at\":\"yesterday\",\"changed\":[],\"phase\":\"Done\"}",
        "{\"at\":\"2026-11-23T18:00:01Z\",\"changed\":[\"A\"],\"phase\":\"Done\"}",
        "{\"at\":\"2026-11-23T18:00:01Z\",\"changed\":[],\"phase\":\"Over\"}",
        "{\"at\":\"2026-11-23T18:00:01Z\",\"changed\":[],\"phase\":\"Failed\",\"message\":3}"
      })
  void isNoneWhenSomebodyDamagedIt(String annotation) {
    assertThat(RolloutRecord.parse(annotation)).isEmpty();
  }

  @Test
  void isNoneWithoutAnAnnotation() {
    assertThat(RolloutRecord.parse(null)).isEmpty();
  }

  @Test
  void endsWithTheRollout() {
    assertThat(STARTED.tracked(new Complete()).phase()).isEqualTo(Phase.DONE);
    assertThat(STARTED.tracked(new Failed("why")).phase()).isEqualTo(Phase.FAILED);
    assertThat(STARTED.tracked(new Failed("why")).message()).contains("why");
    assertThat(STARTED.tracked(new RollingOut(1, 2, "x"))).isEqualTo(STARTED);
    assertThat(STARTED.tracked(new NotObserved())).isEqualTo(STARTED);
  }

  @Test
  void canStillSucceedAfterAFailure() {
    RolloutRecord failed = STARTED.failed("why");
    assertThat(failed.tracked(new RollingOut(1, 2, "x"))).isEqualTo(failed);
    assertThat(failed.tracked(new Failed("again"))).isEqualTo(failed);
    assertThat(failed.tracked(new Complete()).phase()).isEqualTo(Phase.DONE);
    assertThat(failed.tracked(new Complete()).message()).isEmpty();
  }

  @Test
  void doesNotChangeOnceItIsOver() {
    RolloutRecord done = STARTED.tracked(new Complete());
    assertThat(done.tracked(new Failed("of somebody's own rollout"))).isEqualTo(done);
    RolloutRecord skipped = RolloutRecord.skipped(second(2), List.of("app/A"));
    assertThat(skipped.tracked(new Complete())).isEqualTo(skipped);
  }

  /** As `kubectl rollout undo` does: what the pods were to get is in no template any more. */
  @Test
  void isUndoneBySomebodyWhoPutsAnotherTemplateThereBeforeItIsThrough() {
    assertThat(STARTED.isUndone(Optional.of("hash"))).isFalse();
    assertThat(STARTED.isUndone(Optional.of("another"))).isTrue();
    assertThat(STARTED.isUndone(Optional.empty())).isTrue();
    assertThat(STARTED.failed("why").isUndone(Optional.empty())).isTrue();
    assertThat(STARTED.tracked(new Complete()).isUndone(Optional.empty())).isFalse();
    assertThat(RolloutRecord.skipped(second(2), List.of("app/A")).isUndone(Optional.of("any")))
        .isFalse();
  }

  /** It is followed to its end as before. */
  @Test
  void ofAnEarlierReleaseIsNeverUndone() {
    RolloutRecord earlier =
        RolloutRecord.parse(
                "{\"at\":\"2026-11-23T18:00:01Z\",\"changed\":[\"app/A\"],\"phase\":\"Started\"}")
            .orElseThrow();
    assertThat(earlier.isUndone(Optional.of("hash"))).isFalse();
    assertThat(earlier.tracked(new Complete()).phase()).isEqualTo(Phase.DONE);
  }

  @Test
  void isFollowedOnAnotherTemplateOnceAllPodsHaveItsValues() {
    RolloutRecord bound = STARTED.boundTo(Optional.of("another"));
    assertThat(bound.isUndone(Optional.of("another"))).isFalse();
    assertThat(STARTED.boundTo(Optional.empty()).isUndone(Optional.empty())).isFalse();
    RolloutRecord done = STARTED.tracked(new Complete());
    assertThat(done.boundTo(Optional.of("another"))).isEqualTo(done);
  }

  @Test
  void concernsTheSecretsOfItsKeysOnly() {
    assertThat(STARTED.concerns("app")).isTrue();
    assertThat(STARTED.concerns("ap")).isFalse();
    assertThat(STARTED.concerns("application")).isFalse();
  }

  @Test
  void keepsWhatItDidNotGetThroughWithWhenTheNextRestartBegins() {
    RolloutRecord next = STARTED.restarted(second(5), List.of("llm/C"), "hash", Found.WELL);
    assertThat(next.changed()).containsExactly("app/A", "db/B", "llm/C");
    assertThat(next.condemns("app/A")).isFalse();
    assertThat(
            STARTED
                .tracked(new Complete())
                .restarted(second(5), List.of("llm/C"), "hash", Found.WELL)
                .changed())
        .containsExactly("llm/C");
  }

  @Test
  void condemnsWhatFailedUntilItIsBroughtAnewOrTheWorkloadIsWell() {
    RolloutRecord retried =
        STARTED.failed("no progress").restarted(second(5), List.of("db/B"), "hash", Found.WELL);
    assertThat(retried.condemns("app/A")).isTrue();
    assertThat(retried.condemns("db/B")).isFalse();
    assertThat(RolloutRecord.parse(retried.toAnnotation())).contains(retried);
    assertThat(retried.restarted(second(6), List.of("llm/C"), "hash", Found.WELL).condemns("app/A"))
        .isTrue();
    assertThat(retried.tracked(new Complete()).condemns("app/A")).isFalse();
  }

  /** Its image cannot be pulled, say: that is no fault of the value that comes meanwhile. */
  @Test
  void condemnsNothingWhereTheWorkloadWasFailingBefore() {
    RolloutRecord troubled =
        RolloutRecord.started(second(1), List.of("app/A"), "hash", Found.FAILING);
    RolloutRecord failed = troubled.failed("no progress");
    assertThat(failed.isFailed()).isTrue();
    assertThat(failed.condemns("app/A")).isFalse();
    assertThat(RolloutRecord.parse(failed.toAnnotation())).contains(failed);
    RolloutRecord next = failed.restarted(second(5), List.of("db/B"), "next", Found.FAILING);
    assertThat(next.failed("no progress").condemns("db/B")).as("it still fails").isFalse();
    RolloutRecord mended = failed.restarted(second(5), List.of("db/B"), "next", Found.WELL);
    assertThat(mended.failed("no progress").condemns("db/B")).as("it did not any more").isTrue();
    RolloutRecord well = next.tracked(new Complete());
    assertThat(
            well.restarted(second(9), List.of("app/A"), "last", Found.WELL)
                .failed("no progress")
                .condemns("app/A"))
        .isTrue();
  }

  @Test
  void condemnsWhatItBroughtAmidARolloutOfSomebodyElse() {
    RolloutRecord amid =
        RolloutRecord.started(second(1), List.of("app/A"), "hash", Found.UNSETTLED);
    RolloutRecord failed = amid.failed("no progress");
    assertThat(failed.condemns("app/A")).isTrue();
    assertThat(RolloutRecord.parse(failed.toAnnotation())).contains(failed);
  }

  @Test
  void tellsHowTheFirstOfSeveralRestartsFoundTheWorkload() {
    RolloutRecord amid =
        RolloutRecord.started(second(1), List.of("app/A"), "hash", Found.UNSETTLED);
    assertThat(foundNext(amid, Found.WELL)).isEqualTo(Found.UNSETTLED);
    assertThat(foundNext(amid.failed("why"), Found.FAILING)).isEqualTo(Found.UNSETTLED);
    assertThat(foundNext(amid.failed("why"), Found.WELL)).isEqualTo(Found.WELL);
    assertThat(foundNext(amid.tracked(new Complete()), Found.WELL)).isEqualTo(Found.WELL);
    RolloutRecord troubled =
        RolloutRecord.started(second(1), List.of("app/A"), "hash", Found.FAILING);
    assertThat(foundNext(troubled.failed("why"), Found.UNSETTLED))
        .as("somebody mends it")
        .isEqualTo(Found.UNSETTLED);
  }

  private static Found foundNext(RolloutRecord record, Found now) {
    return record.restarted(second(5), List.of("db/B"), "next", now).found();
  }

  /** What it failed with before halts others, but is to blame as little as before. */
  @Test
  void tellsAtItsEndWithoutPodsHowItFoundTheWorkload() {
    RolloutRecord amid =
        RolloutRecord.started(second(1), List.of("app/A"), "hash", Found.UNSETTLED);
    assertThat(endedWithoutPods(amid).condemns("app/A")).isTrue();
    assertThat(endedWithoutPods(amid).found()).isEqualTo(Found.UNSETTLED);
    assertThat(endedWithoutPods(STARTED).found()).isEqualTo(Found.WELL);
  }

  private static RolloutRecord endedWithoutPods(RolloutRecord first) {
    return first
        .failed("why")
        .restarted(second(5), List.of("llm/C"), "next", Found.FAILING)
        .endedWithoutPods();
  }

  @Test
  void tellsTheOwnRolloutOfTheWorkloadFromThoseOfTheOperator() {
    UserDraft web = UserDraft.user("web").with("app", "A", "v1").rollingOut();
    assertThat(Found.of(web.build())).isEqualTo(Found.UNSETTLED);
    assertThat(Found.of(web.restarted("app/A").build())).isEqualTo(Found.UNSETTLED);
    assertThat(Found.of(web.restarting("app/A").build())).isEqualTo(Found.WELL);
    assertThat(Found.of(web.failed("app/A").build()))
        .as("it still fails, by its pods")
        .isEqualTo(Found.UNSETTLED);
    assertThat(Found.of(web.failing("app/A").build())).isEqualTo(Found.FAILING);
    assertThat(Found.of(web.well().build())).isEqualTo(Found.WELL);
    UserDraft crashing = UserDraft.user("web").with("app", "A", "v1").shortOfPods();
    assertThat(Found.of(crashing.build())).isEqualTo(Found.UNSETTLED);
    assertThat(Found.of(crashing.restarting("app/A").build())).isEqualTo(Found.WELL);
  }

  /** What fails because of one value is not taken for trouble that was there before the next. */
  @Test
  void condemnsTheValueThatFollowsOneThatFailed() {
    RolloutRecord next =
        STARTED.failed("no progress").restarted(second(5), List.of("app/A"), "next", Found.FAILING);
    assertThat(next.failed("no progress").condemns("app/A")).isTrue();
  }

  @Test
  void staysOnRecordWhenTheNextRestartIsSkipped() {
    RolloutRecord failed = STARTED.failed("no progress").skipping(second(5), List.of("db/B"));
    assertThat(failed.phase()).isEqualTo(RolloutRecord.Phase.FAILED);
    assertThat(failed.changed()).containsExactly("app/A");
    assertThat(STARTED.skipping(second(5), List.of("db/B")).phase())
        .isEqualTo(RolloutRecord.Phase.STARTED);
    assertThat(STARTED.tracked(new Complete()).skipping(second(5), List.of("db/B")))
        .isEqualTo(RolloutRecord.skipped(second(5), List.of("db/B")));
  }

  @Test
  void tellsNothingOfValuesThatPodsGotByThemselvesAfterIt() {
    RolloutRecord done = STARTED.tracked(new Complete());
    assertThat(done.adopted(List.of("app/A")).changed()).containsExactly("db/B");
    assertThat(STARTED.adopted(List.of("app/A"))).isEqualTo(STARTED);
    RolloutRecord failed =
        STARTED
            .failed("why")
            .restarted(second(5), List.of("llm/C"), "next", Found.FAILING)
            .failed("why");
    assertThat(failed.adopted(List.of("app/A")).condemns("app/A")).isFalse();
    assertThat(failed.adopted(List.of("app/A")).condemns("db/B")).isTrue();
  }
}
