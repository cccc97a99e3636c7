package bot.orient.secrets.kubernetes;

import bot.orient.secrets.kubernetes.SyncMeter.Result;
import bot.orient.secrets.sync.SyncOutcome;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Measures how long a change in the store takes to its Secret. A change that is told while its
 * resource is reconciled may have come too late for that, so it counts for the next time. Until
 * this replica leads, another one brings changes to Secrets: only the newest may be left to do.
 */
final class SyncLatency {

  private final SyncMeter meter;
  private final LongSupplier nanos;

  /** When the first change was made that no reconciliation began after, in nanoseconds. */
  private final Map<Place, Long> told = new ConcurrentHashMap<>();

  /** The same of those that are being reconciled. */
  private final Map<Place, Long> current = new ConcurrentHashMap<>();

  private volatile boolean leading;

  private record Place(String controller, ResourceID resource) {}

  SyncLatency(SyncMeter meter, LongSupplier nanos) {
    this.meter = meter;
    this.nanos = nanos;
  }

  /** The name of the controller of a kind of resources. */
  static String controller(Class<? extends HasMetadata> kind) {
    return controller(kind.getSimpleName());
  }

  static String controller(String kind) {
    return kind.toLowerCase(Locale.ROOT);
  }

  /** A change that was made this long ago concerns a resource; call it before waking that. */
  void changed(String controller, ResourceID resource, Duration ago) {
    told.merge(
        new Place(controller, resource),
        nanos.getAsLong() - ago.toNanos(),
        leading ? Math::min : Math::max);
  }

  /** From now on changes are this replica's to bring to Secrets. */
  void lead() {
    leading = true;
  }

  void begins(String controller, ResourceID resource) {
    Place place = new Place(controller, resource);
    Long since = told.remove(place);
    if (since != null) {
      current.put(place, since);
    }
  }

  /** How bringing its Secret up to date ended; work that waits goes on with what it began with. */
  void ended(HasMetadata resource, SyncOutcome outcome) {
    Place place = new Place(controller(resource.getKind()), ResourceID.fromResource(resource));
    Result result = result(outcome);
    meter.ended(place.controller(), result);
    if (result == Result.POSTPONED) {
      return;
    }
    Long since = current.remove(place);
    if (since != null && wrote(outcome)) {
      meter.reached(place.controller(), Duration.ofNanos(nanos.getAsLong() - since));
    }
  }

  /** Whatever came of it: what was not brought to its end is still to be. */
  void ends(String controller, ResourceID resource) {
    Place place = new Place(controller, resource);
    Long since = current.remove(place);
    if (since != null) {
      told.merge(place, since, Math::min);
    }
  }

  private static boolean wrote(SyncOutcome outcome) {
    return outcome instanceof SyncOutcome.Synced synced && synced.changed()
        || outcome instanceof SyncOutcome.Incomplete incomplete && incomplete.changed();
  }

  private static Result result(SyncOutcome outcome) {
    if (outcome instanceof SyncOutcome.Synced) {
      return Result.SYNCED;
    }
    if (outcome instanceof SyncOutcome.Incomplete) {
      return Result.INCOMPLETE;
    }
    if (outcome instanceof SyncOutcome.Refused) {
      return Result.REFUSED;
    }
    return outcome instanceof SyncOutcome.Withdrawn ? Result.WITHDRAWN : Result.POSTPONED;
  }
}
