package bot.orient.secrets.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What must be true of what is seen, by the model. Each objection says what is wrong without
 * repeating a value; no objection means that all is well. Nothing is asked of the cluster here, so
 * that each can be shown a history with a violation in it.
 */
final class Invariants {

  private static final List<String> CONDITIONS = List.of("Ready", "RestartsComplete");

  private static final List<String> NEVER_IN_A_LOG =
      List.of("ended by an unexpected failure", "OutOfMemoryError", "StackOverflowError");

  private final Model model;
  private final Values values;

  Invariants(Model model, Values values) {
    this.model = model;
    this.values = values;
  }

  /** Every Secret comes to what is specified, and its resource says so. */
  List<String> notConverged(SecretPlan plan, SecretSight seen) {
    List<String> objections = new ArrayList<>();
    Map<String, String> wanted = model.wanted(plan);
    if (!seen.data().equals(wanted)) {
      objections.add("Secret " + plan.address() + ": " + difference(wanted, seen.data()));
    } else if (!seen.watched().equals(wanted)) {
      objections.add("Secret " + plan.address() + ": the watch has not seen it yet");
    }
    CONDITIONS.stream()
        .filter(type -> !seen.conditions().contains(type))
        .forEach(type -> objections.add("OrientSecret " + plan.address() + " is not " + type));
    boolean pinned = seen.conditions().contains("Pinned");
    if (pinned != model.isPinned(plan)) {
      objections.add("OrientSecret " + plan.address() + (pinned ? " is" : " is not") + " Pinned");
    }
    return objections;
  }

  /** No restart is lost: all pods started with the values that there are now. */
  List<String> lostRestarts(DeploymentPlan plan, DeploymentSight seen) {
    if (!seen.rolledOut()) {
      return List.of("Deployment " + plan.address() + " is rolling out");
    }
    Map<String, String> wanted = model.wantedByPods(plan);
    return seen.startedWith().stream()
        .map(
            all -> {
              Map<String, String> started = new TreeMap<>(all);
              started.keySet().retainAll(wanted.keySet());
              return started;
            })
        .filter(started -> !started.equals(wanted))
        .map(
            started ->
                "pods of Deployment %s did not start with what is there now: %s"
                    .formatted(plan.address(), difference(wanted, started)))
        .toList();
  }

  /**
   * No restart is needless: there are no more rollouts than changes.
   *
   * @param rollouts since the last convergence, by Deployment
   */
  List<String> needlessRestarts(Map<String, Integer> rollouts) {
    return model.deployments().stream()
        .filter(plan -> rollouts.get(plan.address()) > model.changes(plan))
        .map(
            plan ->
                "Deployment %s was rolled out %d times for %d changes"
                    .formatted(plan.address(), rollouts.get(plan.address()), model.changes(plan)))
        .toList();
  }

  /** A log has no value, and tells of no failure that nobody thought of. */
  List<String> wrongInLog(String name, String log) {
    return Stream.concat(
            Stream.of(name + " has a value").filter(what -> values.areIn(log)),
            NEVER_IN_A_LOG.stream().filter(log::contains).map(text -> name + " says: " + text))
        .toList();
  }

  /**
   * Values are in the data of Secrets and nowhere else in the cluster.
   *
   * @param texts of all objects, without that data, by name
   */
  List<String> valuesInCluster(String namespace, Map<String, String> texts) {
    return texts.entrySet().stream()
        .filter(object -> values.areIn(object.getValue()))
        .map(object -> "a value is in " + namespace + ": " + object.getKey())
        .sorted()
        .toList();
  }

  private String difference(Map<String, String> wanted, Map<String, String> found) {
    Map<String, String> difference = new TreeMap<>();
    Set<String> keys = new TreeSet<>(wanted.keySet());
    keys.addAll(found.keySet());
    for (String key : keys) {
      if (!Optional.ofNullable(wanted.get(key)).equals(Optional.ofNullable(found.get(key)))) {
        difference.put(key, "wanted " + name(wanted.get(key)) + ", found " + name(found.get(key)));
      }
    }
    return difference.toString();
  }

  private String name(String value) {
    return value == null ? "none" : values.name(value);
  }
}
