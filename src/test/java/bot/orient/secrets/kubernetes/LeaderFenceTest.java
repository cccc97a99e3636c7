package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaderFenceTest {

  private static final Duration DEADLINE = Duration.ofHours(1);

  private final LeaderFence fence = new LeaderFence(DEADLINE);

  @Test
  void nothingPassesBeforeTheFirstRenewal() {
    assertClosed();
  }

  @Test
  void renewalLetsWritesPass() {
    fence.renewed(Moment.now());

    assertThat(fence.isOpen()).isTrue();
    assertThat(fence.left()).isPositive().isLessThanOrEqualTo(DEADLINE);
    assertThatNoException().isThrownBy(fence::check);
  }

  @Test
  void renewalCountsFromWhenItWasAskedFor() {
    fence.renewed(ago(DEADLINE, DEADLINE));

    assertClosed();
  }

  @Test
  void eitherClockEndsIt() {
    fence.renewed(ago(DEADLINE, Duration.ZERO));
    assertClosed();

    fence.renewed(ago(Duration.ZERO, DEADLINE));
    assertClosed();
  }

  @Test
  void wallClockThatIsSetBackDoesNotMakeItLonger() {
    fence.renewed(ago(DEADLINE, DEADLINE.negated()));

    assertClosed();
  }

  @Test
  void onceShutNoRenewalOpensItAgain() {
    fence.shut();
    fence.renewed(Moment.now());

    assertClosed();
  }

  private void assertClosed() {
    assertThat(fence.isOpen()).isFalse();
    assertThat(fence.left()).isZero();
    assertThatExceptionOfType(LeadershipLostException.class)
        .isThrownBy(fence::check)
        .withMessageContaining("does not lead");
  }

  private static Moment ago(Duration monotonic, Duration wall) {
    Moment now = Moment.now();
    return new Moment(now.nanos() - monotonic.toNanos(), now.epochMillis() - wall.toMillis());
  }
}
