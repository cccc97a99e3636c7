package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.ValueSource;
import bot.orient.secrets.store.SecretStore;
import bot.orient.secrets.store.StoreException;
import bot.orient.secrets.sync.ResolvedKey;
import bot.orient.secrets.sync.Rotation;
import bot.orient.secrets.sync.SyncOutcome;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks which values are due for rotation, and again at the moment when the next one will be. */
final class RotationWatch {

  private final SecretStore store;
  private final Clock clock;

  RotationWatch(SecretStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  Rotation look(OrientSecret resource, SyncOutcome outcome) {
    return outcome.resolved().map(keys -> look(resource, keys)).orElseGet(Rotation::unknown);
  }

  private Rotation look(OrientSecret resource, List<ResolvedKey> keys) {
    Map<String, Long> versions = new HashMap<>();
    for (ResolvedKey key : keys) {
      if (key.resolution() instanceof ResolvedKey.Value value
          && value.source() == ValueSource.STORE) {
        versions.put(key.key(), value.version());
      }
    }
    try {
      return Rotation.of(
          resource.getSpec().keys(),
          keys,
          store.compromised(OrientSecretReconciler.scope(resource), versions),
          clock.instant());
    } catch (StoreException e) {
      // The store went away just now; the feed wakes this resource when it is back.
      return Rotation.unknown();
    }
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
