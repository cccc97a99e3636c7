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
    Duration monotonic = monotonicUntil(later);
    Duration wall = wallUntil(later);
    return monotonic.compareTo(wall) > 0 ? monotonic : wall;
  }

  /** How far the wall clock was set meanwhile; negative for back. */
  Duration jumpUntil(Moment later) {
    return wallUntil(later).minus(monotonicUntil(later));
  }

  private Duration monotonicUntil(Moment later) {
    return Duration.ofNanos(later.nanos - nanos);
  }

  private Duration wallUntil(Moment later) {
    return Duration.ofMillis(later.epochMillis - epochMillis);
  }
}
