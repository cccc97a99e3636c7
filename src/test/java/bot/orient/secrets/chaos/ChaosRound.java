package bot.orient.secrets.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A round in which all was well.
 *
 * @param rollouts of all Deployments
 * @param convergence from the end of the last fault until all was as specified
 * @param operatorStarts since the beginning of the run
 * @param faults as they were injected
 * @param harmedRequests by kind of harm, an HTTP code for those that were refused
 */
record ChaosRound(
    int number,
    int writes,
    int rollouts,
    Duration convergence,
    int operatorStarts,
    List<String> faults,
    Map<String, Integer> harmedRequests) {

  @Override
  public String toString() {
    return "round %d: %d writes, %d rollouts, converged after %.1f s, %d operator starts so far; %s; requests %s"
        .formatted(
            number,
            writes,
            rollouts,
            convergence.toMillis() / 1000.0,
            operatorStarts,
            String.join(", ", faults),
            harmedRequests);
  }
}
