package bot.orient.secrets.testing;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Supplier;

/** A clock that shows what a test says. */
public final class TestClock extends Clock {
  private final Supplier<Instant> time;

  private TestClock(Supplier<Instant> time) {
    this.time = time;
  }

  public static Clock showing(Supplier<Instant> time) {
    return new TestClock(time);
  }

  @Override
  public Instant instant() {
    return time.get();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
