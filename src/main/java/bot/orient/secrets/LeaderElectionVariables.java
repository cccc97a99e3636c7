package bot.orient.secrets;

import bot.orient.secrets.kubernetes.LeadershipSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;

/** The settings of leader election, and how they must fit each other. */
final class LeaderElectionVariables {

  private static final String SWITCH = "ORIENT_LEADER_ELECTION";
  private static final String LEASE_DURATION = "ORIENT_LEASE_DURATION";
  private static final String RENEW_DEADLINE = "ORIENT_LEASE_RENEW_DEADLINE";
  private static final String RETRY_PERIOD = "ORIENT_LEASE_RETRY_PERIOD";

  private LeaderElectionVariables() {}

  /**
   * @throws IllegalArgumentException as {@link Settings#from} does
   */
  static Optional<LeadershipSettings> read(Variables variables, Optional<String> ownNamespace) {
    return switch (variables.text(SWITCH).orElse("off")) {
      case "on" ->
          Optional.of(
              settings(
                  variables,
                  ownNamespace.orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              SWITCH
                                  + " is on, and the namespace of the Lease is not known: set ORIENT_OPERATOR_NAMESPACE to the one that the operator runs in"))));
      case "off" -> Optional.empty();
      default ->
          throw new IllegalArgumentException(
              SWITCH + " must be on, for several replicas, or off, for a single one");
    };
  }

  private static LeadershipSettings settings(Variables variables, String namespace) {
    Duration lease =
        duration(variables, LEASE_DURATION, LeadershipSettings.LEASE_DURATION, Duration.ZERO);
    if (lease.compareTo(LeadershipSettings.SHORTEST_LEASE) < 0 || lease.getNano() != 0) {
      throw new IllegalArgumentException(
          LEASE_DURATION
              + ": "
              + lease
              + " cannot be used, whole seconds from "
              + LeadershipSettings.SHORTEST_LEASE
              + " to "
              + LeadershipSettings.LONGEST_LEASE
              + " are allowed");
    }
    Duration deadline =
        duration(
            variables,
            RENEW_DEADLINE,
            LeadershipSettings.RENEW_DEADLINE,
            LeadershipSettings.SHORTEST_RETRY);
    if (deadline.plus(LeadershipSettings.LEAST_MARGIN).compareTo(lease) > 0) {
      throw new IllegalArgumentException(
          "%s: %s is too long for %s %s: make it at least %s shorter, so that a leader has stopped before another one begins"
              .formatted(
                  RENEW_DEADLINE,
                  deadline,
                  LEASE_DURATION,
                  lease,
                  LeadershipSettings.LEAST_MARGIN));
    }
    Duration retry =
        duration(
            variables,
            RETRY_PERIOD,
            LeadershipSettings.RETRY_PERIOD,
            LeadershipSettings.SHORTEST_RETRY);
    // A call may take half of the deadline; then another one must fit in.
    if (retry.multipliedBy(4).compareTo(deadline) >= 0) {
      throw new IllegalArgumentException(
          "%s: %s is too long for %s %s: make it less than a quarter of that, so that one call without an answer is not the end"
              .formatted(RETRY_PERIOD, retry, RENEW_DEADLINE, deadline));
    }
    return new LeadershipSettings(
        namespace,
        variables.text("ORIENT_POD_NAME").orElseGet(LeaderElectionVariables::hostName),
        lease,
        deadline,
        retry);
  }

  private static Duration duration(
      Variables variables, String name, Duration otherwise, Duration least) {
    return variables.duration(name, otherwise, least, LeadershipSettings.LONGEST_LEASE);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown-host";
    }
  }
}
