package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.kubernetes.ReconciliationRateLimiter.TokenBucket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReconciliationRateLimiterTest {

  /** Near its end, where the count of nanoseconds may wrap around. */
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);

  private final ReconciliationRateLimiter limiter = new ReconciliationRateLimiter(now::get);
  private final TokenBucket bucket = limiter.initState();

  @Test
  void aBurstIsFree() {
    useUp();

    assertThat(limiter.isLimited(bucket)).contains(ReconciliationRateLimiter.REFILL);
  }

  @Test
  void whoIsLimitedWaitsForWhatIsLeft() {
    useUp();
    pass(Duration.ofMillis(450));

    assertThat(limiter.isLimited(bucket)).contains(Duration.ofMillis(50));
  }

  @Test
  void whoWaitedAsToldGoesOn() {
    useUp();
    pass(Duration.ofMillis(123));
    pass(limiter.isLimited(bucket).orElseThrow());

    assertThat(limiter.isLimited(bucket)).isEmpty();
    assertThat(limiter.isLimited(bucket)).contains(ReconciliationRateLimiter.REFILL);
  }

  @Test
  void partsOfARefillAreNotLost() {
    useUp();
    for (int i = 0; i < 3; i++) {
      pass(Duration.ofMillis(400));
      limiter.isLimited(bucket);
    }

    // 1.2 s gave two, of which one was used at 0.8 s and one at 1.2 s.
    assertThat(limiter.isLimited(bucket)).contains(Duration.ofMillis(300));
  }

  @Test
  void aLongQuietTimeGivesNoMoreThanABurst() {
    pass(Duration.ofDays(300));
    useUp();

    assertThat(limiter.isLimited(bucket)).isPresent();
  }

  @Test
  void oneResourceDoesNotUseUpWhatAnotherHas() {
    useUp();

    assertThat(limiter.isLimited(limiter.initState())).isEmpty();
  }

  private void useUp() {
    for (int i = 0; i < ReconciliationRateLimiter.BURST; i++) {
      assertThat(limiter.isLimited(bucket)).isEmpty();
    }
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
