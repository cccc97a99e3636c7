package bot.orient.secrets.admin;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** A token bucket for each name; those that were not used for longest are forgotten first. */
final class RateLimiter {

  /** A full bucket is as good as none, so that forgetting is no gift before so many are in use. */
  static final int MOST_NAMES = 10_000;

  private final RateLimit limit;
  private final InstantSource clock;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MOST_NAMES;
        }
      };

  RateLimiter(RateLimit limit, InstantSource clock) {
    this.limit = limit;
    this.clock = clock;
  }

  private record Bucket(double tokens, Instant at) {}

  /** Takes one; false, and nothing taken, when there is none. */
  synchronized boolean take(String name) {
    Instant now = clock.instant();
    Bucket before = buckets.getOrDefault(name, new Bucket(limit.burst(), now));
    double tokens = filled(before, now);
    boolean taken = tokens >= 1;
    buckets.put(name, new Bucket(taken ? tokens - 1 : tokens, now));
    return taken;
  }

  /** A clock that was set back fills nothing. */
  private double filled(Bucket bucket, Instant now) {
    double seconds = Math.max(0, Duration.between(bucket.at(), now).toNanos() / 1e9);
    return Math.min(limit.burst(), bucket.tokens() + seconds * limit.perSecond());
  }
}
