package bot.orient.secrets.kubernetes;

import io.javaoperatorsdk.operator.processing.event.rate.RateLimiter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Keeps one busy resource from using up the operator: a token bucket per resource, by a clock that
 * only goes forward. The one that comes with the SDK asks to wait for as long as has passed already
 * instead of what is left, so that a status came up to ten seconds late.
 */
final class ReconciliationRateLimiter
    implements RateLimiter<ReconciliationRateLimiter.TokenBucket> {

  /** So many at once after a quiet time; a person who works on a resource needs fewer. */
  static final int BURST = 20;

  /** One more in this time. */
  static final Duration REFILL = Duration.ofMillis(500);

  private final LongSupplier nanoTime;

  ReconciliationRateLimiter() {
    this(System::nanoTime);
  }

  ReconciliationRateLimiter(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public Optional<Duration> isLimited(RateLimitState state) {
    return ((TokenBucket) state).take(nanoTime.getAsLong());
  }

  @Override
  public TokenBucket initState() {
    return new TokenBucket(nanoTime.getAsLong());
  }

  /** What one resource may still use. */
  static final class TokenBucket implements RateLimitState {

    private int tokens = BURST;
    private long filledAt;

    private TokenBucket(long now) {
      this.filledAt = now;
    }

    private synchronized Optional<Duration> take(long now) {
      refill(now);
      if (tokens > 0) {
        tokens--;
        return Optional.empty();
      }
      return Optional.of(REFILL.minusNanos(now - filledAt));
    }

    private void refill(long now) {
      long due = (now - filledAt) / REFILL.toNanos();
      filledAt += due * REFILL.toNanos();
      tokens = (int) Math.min(BURST, tokens + due);
    }
  }
}
