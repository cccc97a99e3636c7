package bot.orient.secrets.kubernetes;

import java.time.Duration;
import java.util.Optional;

/**
 * Notices that somebody set the wall clock of this machine. What waits until a time of day waits
 * for another moment then. JOSDK's timers (5.2.3) are {@link java.util.Timer}s, which go by it:
 * after it was set back by an hour, what is to be tried again is an hour late, and every regular
 * reconciliation. For ahead see {@link ControllerGroup#renewTimers}.
 */
final class ClockJumps {

  /** Less comes from clocks that are kept in time, and makes nothing late that matters. */
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private Moment last;

  ClockJumps(Moment now) {
    last = now;
  }

  /** How far it was set since the last look, back if negative; empty if it was not. */
  Optional<Duration> look(Moment now) {
    Duration jump = last.jumpUntil(now);
    last = now;
    return Optional.of(jump).filter(far -> far.abs().compareTo(LIMIT) > 0);
  }
}
