package bot.orient.secrets.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RateLimiterTest {

  private Instant now = Instant.EPOCH;
  private final RateLimiter limiter = new RateLimiter(new RateLimit(2, 4), () -> now);

  @Test
  void aBurstIsAllowedAndThenTheRate() {
    assertThat(taken(5)).isEqualTo(2);
    now = now.plusMillis(250);
    assertThat(taken(5)).isEqualTo(1);
    now = now.plusMillis(249);
    assertThat(taken(5)).isZero();
    now = now.plusMillis(1);
    assertThat(taken(5)).isEqualTo(1);
  }

  @Test
  void waitingFillsNoMoreThanABurst() {
    taken(2);
    now = now.plus(Duration.ofDays(1));

    assertThat(taken(5)).isEqualTo(2);
  }

  @Test
  void aClockSetBackGivesNothingAndTakesNothing() {
    taken(1);
    now = now.minusSeconds(100);

    assertThat(taken(5)).isEqualTo(1);
    now = now.plusMillis(250);
    assertThat(taken(5)).isEqualTo(1);
  }

  @Test
  void othersHaveTheirOwnAndTheirNumberIsBounded() {
    taken(2);
    assertThat(limiter.take("bob")).isTrue();
    for (int i = 0; i < RateLimiter.MOST_NAMES; i++) {
      limiter.take("user" + i);
    }

    assertThat(taken(5)).isEqualTo(2);
  }

  private int taken(int tries) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      taken += limiter.take("alice") ? 1 : 0;
    }
    return taken;
  }
}
