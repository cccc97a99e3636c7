package bot.orient.secrets.testing.clock;

import java.time.Instant;

/**
 * What the JVM is told instead of the time. It is loaded with the JDK, and so is in another package
 * than its neighbours here: all must be public.
 */
public final class ShiftedClock {

  private static volatile long aheadMillis;

  private ShiftedClock() {}

  /** How far the clock is ahead; negative for behind. */
  public static void set(long millis) {
    aheadMillis = millis;
  }

  /** Stands in for {@link System#currentTimeMillis}. */
  public static long currentTimeMillis() {
    return System.currentTimeMillis() + aheadMillis;
  }

  /** Stands in for {@link Instant#ofEpochSecond(long, long)} where the JDK makes the present. */
  public static Instant ofEpochSecond(long seconds, long nanos) {
    return Instant.ofEpochSecond(seconds, nanos).plusMillis(aheadMillis);
  }
}
