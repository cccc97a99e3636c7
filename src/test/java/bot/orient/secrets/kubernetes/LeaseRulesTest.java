package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.kubernetes.LeaseRules.Turn;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpecBuilder;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeaseRulesTest {

  private static final Duration OURS = Duration.ofSeconds(15);
  private static final Duration JUST_SEEN = Duration.ZERO;

  @Test
  void leaseThatIsNotThereIsCreated() {
    assertThat(LeaseRules.decide(Optional.empty(), "us", false, JUST_SEEN, OURS))
        .isEqualTo(Turn.CREATE);
    assertThat(LeaseRules.decide(Optional.empty(), "us", true, JUST_SEEN, OURS))
        .as("somebody deleted it")
        .isEqualTo(Turn.CREATE);
  }

  @Test
  void leaseThatWasReleasedIsTakenAtOnce() {
    assertThat(turn(lease(null), false, JUST_SEEN)).isEqualTo(Turn.TAKE);
    assertThat(turn(lease(""), false, JUST_SEEN)).isEqualTo(Turn.TAKE);
  }

  @Test
  void leaseOfAnotherIsTakenWhenItHasNotChangedForLongerThanItsHolderPromised() {
    LeaseSpec promised = lease("them");
    promised.setLeaseDurationSeconds(30);

    assertThat(turn(promised, false, Duration.ofSeconds(30))).isEqualTo(Turn.WAIT);
    assertThat(turn(promised, false, Duration.ofSeconds(31))).isEqualTo(Turn.TAKE);
  }

  @Test
  void ourOwnDurationCountsWhereTheLeaseTellsNone() {
    assertThat(turn(lease("them"), false, Duration.ofSeconds(15))).isEqualTo(Turn.WAIT);
    assertThat(turn(lease("them"), false, Duration.ofSeconds(16))).isEqualTo(Turn.TAKE);
  }

  @Test
  void clockOfTheHolderDoesNotCount() {
    LeaseSpec old = lease("them");
    old.setRenewTime(ZonedDateTime.of(2001, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC));

    assertThat(turn(old, false, JUST_SEEN)).isEqualTo(Turn.WAIT);
  }

  @Test
  void leaseOfOursIsRenewedAlsoWhenTheAnswerToTakingItWasLost() {
    assertThat(turn(lease("us"), true, JUST_SEEN)).isEqualTo(Turn.RENEW);
    assertThat(turn(lease("us"), false, JUST_SEEN)).isEqualTo(Turn.RENEW);
  }

  @Test
  void leaderThatFindsAnotherHolderOrNoneHasLost() {
    assertThat(turn(lease("them"), true, Duration.ofHours(1))).isEqualTo(Turn.LOST);
    assertThat(turn(lease(null), true, Duration.ofHours(1))).isEqualTo(Turn.LOST);
  }

  private static Turn turn(LeaseSpec lease, boolean leading, Duration unchanged) {
    return LeaseRules.decide(Optional.of(lease), "us", leading, unchanged, OURS);
  }

  private static LeaseSpec lease(String holder) {
    return new LeaseSpecBuilder().withHolderIdentity(holder).build();
  }
}
