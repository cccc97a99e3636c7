package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.RolloutRecord;
import bot.orient.secrets.sync.WorkloadId;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the restarts of every workload have come to, from its first day on, for every version of it:
 * the operator may rightly look at one that is not the newest.
 */
final class ModelMemory {

  /**
   * Values by {@code secret/key}.
   *
   * @param unproven brought by restarts that have not come to a good end yet
   * @param condemned those of them with which a rollout failed
   * @param proven brought by the last restart, which came to a good end
   * @param settled which stint of the value of each key its pods were last found to have
   * @param troubled of a restart that has not come to a good end: whether the workload was failing
   *     before it
   */
  record State(
      Map<String, String> unproven,
      Map<String, String> condemned,
      Map<String, String> proven,
      Map<String, Integer> settled,
      Optional<Boolean> troubled) {

    private static final State FIRST =
        new State(Map.of(), Map.of(), Map.of(), Map.of(), Optional.empty());

    boolean isUnprovenWith(String secret) {
      return unproven.keySet().stream().anyMatch(address -> address.startsWith(secret + "/"));
    }

    private State brought(Map<String, String> values, boolean failing) {
      return new State(
          with(unproven, values),
          without(condemned, values.keySet()),
          Map.of(),
          settled,
          troubled.or(() -> Optional.of(failing)));
    }

    private State skipped(Collection<String> addresses) {
      return new State(
          without(unproven, addresses), without(condemned, addresses), proven, settled, troubled);
    }

    private State holds(Map<String, String> values) {
      return new State(
          updated(unproven, values), updated(condemned, values), proven, settled, troubled);
    }

    /** Its pods failed with other values than those that they have now. */
    private State outlives(Map<String, String> values) {
      return new State(same(unproven, values), same(condemned, values), proven, settled, troubled);
    }

    private static Map<String, String> same(Map<String, String> some, Map<String, String> values) {
      Map<String, String> left = new HashMap<>(some);
      left.entrySet().removeIf(one -> !updated(some, values).entrySet().contains(one));
      return left;
    }

    private static Map<String, String> updated(
        Map<String, String> some, Map<String, String> values) {
      Map<String, String> now = new HashMap<>(some);
      now.replaceAll(values::getOrDefault);
      return now;
    }

    private State cameTo(RolloutRecord.Phase phase) {
      return switch (phase) {
        case DONE ->
            unproven.isEmpty()
                ? new State(unproven, condemned, proven, settled, Optional.empty())
                : new State(Map.of(), Map.of(), unproven, settled, Optional.empty());
        case FAILED ->
            troubled.orElse(false)
                ? this
                : new State(unproven, with(condemned, unproven), proven, settled, troubled);
        default -> this;
      };
    }

    /** It is complete, but without pods: what it failed with before it still fails with. */
    private State endedWithoutPods() {
      return new State(condemned, condemned, Map.of(), settled, Optional.of(false))
          .closedIfNothingIsUnproven();
    }

    private State closedIfNothingIsUnproven() {
      return unproven.isEmpty()
          ? new State(unproven, condemned, proven, settled, Optional.empty())
          : this;
    }

    private State settled(Map<String, Integer> stints) {
      return new State(unproven, condemned, proven, with(settled, stints), troubled);
    }

    private static <T> Map<String, T> with(Map<String, T> some, Map<String, T> more) {
      Map<String, T> all = new HashMap<>(some);
      all.putAll(more);
      return all;
    }

    private static Map<String, String> without(
        Map<String, String> some, Collection<String> addresses) {
      Map<String, String> rest = new HashMap<>(some);
      rest.keySet().removeAll(addresses);
      return rest;
    }
  }

  private final Map<WorkloadId, SortedMap<Long, State>> states = new HashMap<>();
  private final Map<WorkloadId, Set<String>> doubts = new HashMap<>();

  State of(WorkloadId id, Deployment seen) {
    SortedMap<Long, State> known =
        states.getOrDefault(id, new TreeMap<>()).headMap(SimulatedDeployment.version(seen) + 1);
    return known.isEmpty() ? State.FIRST : known.get(known.lastKey());
  }

  /** Whether its pods may or may not have the value that the records tell of. */
  boolean isDoubted(WorkloadId id, String address) {
    return doubts.getOrDefault(id, Set.of()).contains(address);
  }

  void created(SimulatedDeployment deployment) {
    put(deployment, State.FIRST);
    doubts.remove(deployment.id);
  }

  /**
   * @param failing whether it was failing before
   */
  void restarted(SimulatedDeployment deployment, Map<String, String> values, boolean failing) {
    put(deployment, newest(deployment).brought(values, failing));
    doubts.remove(deployment.id);
  }

  void skipped(SimulatedDeployment deployment, Collection<String> addresses) {
    put(deployment, newest(deployment).skipped(addresses));
    doubts.computeIfAbsent(deployment.id, id -> new HashSet<>()).addAll(addresses);
  }

  /**
   * Its pods were found to have these values, whatever a restart was to bring.
   *
   * @param failed whether that restart has failed
   */
  void holds(SimulatedDeployment deployment, Map<String, String> values, boolean failed) {
    State state = newest(deployment);
    put(deployment, failed ? state.outlives(values) : state.holds(values));
  }

  /** Its pods have the values of these stints, or are about to get them. */
  void settled(SimulatedDeployment deployment, Map<String, Integer> stints) {
    put(deployment, newest(deployment).settled(stints));
  }

  void endedWithoutPods(SimulatedDeployment deployment) {
    put(deployment, newest(deployment).endedWithoutPods());
  }

  void cameTo(SimulatedDeployment deployment, RolloutRecord.Phase phase) {
    put(deployment, newest(deployment).cameTo(phase));
  }

  private State newest(SimulatedDeployment deployment) {
    return of(deployment.id, deployment.object());
  }

  private void put(SimulatedDeployment deployment, State state) {
    states
        .computeIfAbsent(deployment.id, id -> new TreeMap<>())
        .put(SimulatedDeployment.version(deployment.object()), state);
  }
}
