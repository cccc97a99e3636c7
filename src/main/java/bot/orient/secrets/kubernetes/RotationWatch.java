package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.sync.Rotation;
import bot.orient.secrets.sync.SyncOutcome;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Looks which values are due for rotation, and again at the moment when the next one will be. */
final class RotationWatch {

  private final Clock clock;

  RotationWatch(Clock clock) {
    this.clock = clock;
  }

  Rotation look(OrientSecret resource, SyncOutcome outcome) {
    return outcome
        .resolved()
        .map(keys -> Rotation.of(resource.getSpec().keys(), keys, clock.instant()))
        .orElseGet(Rotation::unknown);
  }

  /** Whatever comes first: what the control has in mind already, or the next value to be due. */
  UpdateControl<OrientSecret> next(Rotation rotation, UpdateControl<OrientSecret> control) {
    Instant now = clock.instant();
    rotation
        .next()
        .map(moment -> Duration.between(now, moment).toMillis() + 1)
        .map(millis -> Math.max(1, millis))
        .filter(millis -> control.getScheduleDelay().map(set -> millis < set).orElse(true))
        .ifPresent(control::rescheduleAfter);
    return control;
  }
}
