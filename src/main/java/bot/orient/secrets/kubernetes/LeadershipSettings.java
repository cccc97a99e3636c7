package bot.orient.secrets.kubernetes;

import java.time.Duration;

/**
 * How replicas settle which of them leads.
 *
 * @param namespace of the Lease
 * @param replica name of this replica; what tells its processes apart is added to it
 * @param leaseDuration after so long without a renewal another replica takes over; whole seconds
 * @param renewDeadline after so long without a renewal the leader writes nothing more and ends;
 *     shorter than the lease duration
 * @param retryPeriod between two looks at the Lease; less than a quarter of the renew deadline
 */
public record LeadershipSettings(
    String namespace,
    String replica,
    Duration leaseDuration,
    Duration renewDeadline,
    Duration retryPeriod) {

  /** As the components of Kubernetes itself have them. */
  public static final Duration LEASE_DURATION = Duration.ofSeconds(15);

  public static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);
  public static final Duration RETRY_PERIOD = Duration.ofSeconds(2);

  public static final Duration SHORTEST_LEASE = Duration.ofSeconds(2);
  public static final Duration LONGEST_LEASE = Duration.ofMinutes(10);
  public static final Duration SHORTEST_RETRY = Duration.ofMillis(100);

  /** For requests that are on their way when the deadline is over, and for unequal clocks. */
  public static final Duration LEAST_MARGIN = Duration.ofSeconds(1);
}
