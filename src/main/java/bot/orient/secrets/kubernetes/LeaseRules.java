package bot.orient.secrets.kubernetes;

import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** What a replica does with the Lease as it finds it. */
final class LeaseRules {

  enum Turn {
    /** There is none: write it, and lead if nobody else was quicker. */
    CREATE,
    /** Nobody holds it any more: take it. */
    TAKE,
    /** It is ours. */
    RENEW,
    /** Another replica holds it. */
    WAIT,
    /** Another replica holds it, and we believed that we did. */
    LOST
  }

  private LeaseRules() {}

  /**
   * @param identity ours
   * @param leading whether we believe that we hold it
   * @param unchanged how long it has been as it is, by our own clock: the times in it come from the
   *     clocks of other machines
   * @param otherwise the lease duration, where the Lease tells none
   */
  static Turn decide(
      Optional<LeaseSpec> lease,
      String identity,
      boolean leading,
      Duration unchanged,
      Duration otherwise) {
    if (lease.isEmpty()) {
      return Turn.CREATE;
    }
    String holder = Objects.requireNonNullElse(lease.get().getHolderIdentity(), "");
    if (holder.equals(identity)) {
      return Turn.RENEW;
    }
    if (leading) {
      return Turn.LOST;
    }
    // What its holder promised, which may be another version with other settings.
    Duration promised =
        Optional.ofNullable(lease.get().getLeaseDurationSeconds())
            .map(Duration::ofSeconds)
            .orElse(otherwise);
    return holder.isEmpty() || unchanged.compareTo(promised) > 0 ? Turn.TAKE : Turn.WAIT;
  }
}
