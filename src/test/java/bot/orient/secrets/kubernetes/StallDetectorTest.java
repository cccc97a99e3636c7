package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.RolloutPods;
import bot.orient.secrets.sync.RolloutRecord;
import bot.orient.secrets.sync.WorkloadView;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StallDetectorTest {

  private static final Instant BEGAN = Instant.parse("2026-11-23T18:00:00Z");
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private Duration passed = Duration.ZERO;
  private List<Pod> newest = List.of();
  private final StallDetector detector =
      new StallDetector(
          PATIENCE, workload -> new RolloutPods(newest, newest), () -> passed.toNanos());

  /** One of two pods has the new template, and nothing happens any more. */
  private static StatefulSet stuck(Instant began) {
    return new StatefulSetBuilder()
        .withNewMetadata()
        .withNamespace("team")
        .withName("db")
        .withGeneration(2L)
        .addToAnnotations(
            Markers.ROLLOUT,
            "{\"at\":\"%s\",\"changed\":[\"app/A\"],\"phase\":\"Started\"}".formatted(began))
        .endMetadata()
        .withNewSpec()
        .withReplicas(2)
        .endSpec()
        .withNewStatus()
        .withObservedGeneration(2L)
        .withReplicas(2)
        .withUpdatedReplicas(1)
        .withCurrentRevision("old")
        .withUpdateRevision("new")
        .endStatus()
        .build();
  }

  private StallDetector.Finding follow(StatefulSet statefulSet, Duration onTheWall) {
    return detector.follow(statefulSet, WorkloadView.of(statefulSet), BEGAN.plus(onTheWall));
  }

  private static boolean isFailed(StallDetector.Finding finding) {
    return finding.marks().rollout().filter(RolloutRecord::isFailed).isPresent();
  }

  @Test
  void findsARolloutFailedThatMadeNoProgressInTime() {
    assertThat(follow(stuck(BEGAN), Duration.ZERO).lookAgain()).contains(PATIENCE);
    passed = PATIENCE.minusSeconds(1);
    StallDetector.Finding early = follow(stuck(BEGAN), passed);
    assertThat(isFailed(early)).isFalse();
    assertThat(early.lookAgain()).contains(Duration.ofSeconds(1));
    passed = PATIENCE;
    assertThat(isFailed(follow(stuck(BEGAN), passed))).isTrue();
  }

  /** Or a good value would halt all other restarts, and go back to the one before. */
  @Test
  void callsNoRolloutFailedBecauseTheClockWasSetAhead() {
    follow(stuck(BEGAN), Duration.ZERO);
    passed = Duration.ofMinutes(1);
    StallDetector.Finding finding = follow(stuck(BEGAN), Duration.ofHours(3));
    assertThat(isFailed(finding)).isFalse();
    assertThat(finding.lookAgain()).contains(Duration.ofMinutes(9));
    passed = PATIENCE;
    assertThat(isFailed(follow(stuck(BEGAN), Duration.ofHours(3)))).isTrue();
  }

  @Test
  void callsNoRolloutFailedThatGotOnThoughTheClockWasSetAheadAfterALongTime() {
    newest = List.of(readyAt(BEGAN.plus(Duration.ofMinutes(15))));
    follow(stuck(BEGAN), Duration.ZERO);
    passed = Duration.ofMinutes(16);
    assertThat(isFailed(follow(stuck(BEGAN), Duration.ofHours(1)))).isFalse();
    passed = Duration.ofMinutes(25);
    assertThat(isFailed(follow(stuck(BEGAN), Duration.ofHours(1)))).isTrue();
  }

  /** As when an autoscaler writes it again and again. */
  @Test
  void goesOnWhileTheControllerHasNotSeenTheNewestSpec() {
    follow(stuck(BEGAN), Duration.ZERO);
    passed = Duration.ofMinutes(9);
    StatefulSet edited =
        new StatefulSetBuilder(stuck(BEGAN))
            .editMetadata()
            .withGeneration(3L)
            .endMetadata()
            .build();
    assertThat(isFailed(follow(edited, passed))).isFalse();
    passed = PATIENCE;
    assertThat(isFailed(follow(stuck(BEGAN), passed))).isTrue();
  }

  /** Another leader may have begun it. */
  @Test
  void countsFromWhenItWasBegunThoughItIsFollowedLater() {
    assertThat(follow(stuck(BEGAN), Duration.ofMinutes(4)).lookAgain())
        .contains(Duration.ofMinutes(6));
  }

  @Test
  void followsTheNextRolloutAnew() {
    follow(stuck(BEGAN), Duration.ZERO);
    passed = PATIENCE;
    Instant later = BEGAN.plusSeconds(30);
    assertThat(follow(stuck(later), PATIENCE).lookAgain()).contains(Duration.ofSeconds(30));
  }

  private static Pod readyAt(Instant time) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("db-1")
        .withCreationTimestamp(BEGAN.toString())
        .endMetadata()
        .withNewStatus()
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .withLastTransitionTime(time.toString())
        .endCondition()
        .endStatus()
        .build();
  }
}
