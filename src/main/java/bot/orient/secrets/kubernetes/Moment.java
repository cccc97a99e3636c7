package bot.orient.secrets.kubernetes;

import java.time.Duration;

/** A time on both clocks of this machine, to tell later how long it is ago. */
record Moment(long nanos, long epochMillis) {

  static Moment now() {
    return new Moment(System.nanoTime(), System.currentTimeMillis());
  }

  Duration age() {
    return until(now());
  }

  /** By the clock that says that more time has passed. */
  Duration until(Moment later) {
    Duration monotonic = Duration.ofNanos(later.nanos - nanos);
    Duration wall = Duration.ofMillis(later.epochMillis - epochMillis);
    return monotonic.compareTo(wall) > 0 ? monotonic : wall;
  }
}
