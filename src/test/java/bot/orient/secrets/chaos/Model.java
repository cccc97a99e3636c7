package bot.orient.secrets.chaos;

import bot.orient.secrets.chaos.SecretPlan.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What must be true: the value of every key, what every Secret has, which Deployment may restart.
 * It is told of all that is asked for before it is asked for. Between two convergences a Secret may
 * have any of the values and keys that were specified meanwhile.
 */
final class Model {

  private final Map<StoreKey, String> current = new HashMap<>();
  private final Map<StoreKey, Set<String>> possible = new HashMap<>();
  private final Map<String, SecretPlan> secrets = new LinkedHashMap<>();
  private final Map<String, List<SecretPlan>> possiblePlans = new HashMap<>();
  private final Map<String, DeploymentPlan> deployments = new LinkedHashMap<>();
  private final Map<String, Integer> changes = new TreeMap<>();
  private final Set<StoreKey> putBack = new HashSet<>();

  /** A write is about to be tried; whether it is made is known later, or never. */
  synchronized void attempt(StoreKey key, String value) {
    possible.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(value);
    secrets
        .values()
        .forEach(
            plan ->
                plan.keys()
                    .forEach(
                        (dataKey, entry) -> {
                          if (entry.source().equals(key)) {
                            countChange(plan, dataKey, entry);
                          }
                        }));
  }

  /** The same of a value that pods crash with: the one before is to come back, and to stay. */
  synchronized void attemptBad(StoreKey key, String value) {
    attempt(key, value);
    attempt(key, current.get(key));
    putBack.add(key);
  }

  /** A person has written another value and says that it is to be used. */
  synchronized void release(StoreKey key) {
    putBack.remove(key);
  }

  /** Whether a key of it is to stay at an earlier version. */
  synchronized boolean isPinned(SecretPlan plan) {
    return plan.keys().values().stream().map(Entry::source).anyMatch(putBack::contains);
  }

  synchronized void acknowledge(StoreKey key, String value) {
    current.put(key, value);
  }

  synchronized String current(StoreKey key) {
    return current.get(key);
  }

  synchronized void plan(SecretPlan plan) {
    SecretPlan before = secrets.put(plan.address(), plan);
    possiblePlans.computeIfAbsent(plan.address(), a -> new ArrayList<>()).add(plan);
    plan.keys()
        .forEach(
            (dataKey, entry) -> {
              if (before == null || !before.keys().containsKey(dataKey)) {
                countChange(plan, dataKey, entry);
              }
            });
    if (before != null) {
      before
          .keys()
          .forEach(
              (dataKey, entry) -> {
                if (!plan.keys().containsKey(dataKey)) {
                  countChange(plan, dataKey, entry);
                }
              });
    }
  }

  synchronized void plan(DeploymentPlan plan) {
    deployments.put(plan.address(), plan);
  }

  private void countChange(SecretPlan secret, String dataKey, Entry entry) {
    deployments.values().stream()
        .filter(deployment -> deployment.restartsFor(secret, dataKey, entry))
        .forEach(deployment -> changes.merge(deployment.address(), 1, Integer::sum));
  }

  synchronized List<SecretPlan> secrets() {
    return List.copyOf(secrets.values());
  }

  synchronized Optional<SecretPlan> secret(String address) {
    return Optional.ofNullable(secrets.get(address));
  }

  synchronized List<DeploymentPlan> deployments() {
    return List.copyOf(deployments.values());
  }

  /** The data that a Secret must come to. */
  synchronized Map<String, String> wanted(SecretPlan plan) {
    Map<String, String> wanted = new TreeMap<>();
    plan.keys().forEach((dataKey, entry) -> wanted.put(dataKey, current.get(entry.source())));
    return wanted;
  }

  /** What the pods of a Deployment must have started with, by secret/key. */
  synchronized Map<String, String> wantedByPods(DeploymentPlan deployment) {
    Map<String, String> wanted = new TreeMap<>();
    for (SecretPlan plan : secrets.values()) {
      plan.keys()
          .forEach(
              (dataKey, entry) -> {
                if (deployment.restartsFor(plan, dataKey, entry)) {
                  wanted.put(plan.name() + "/" + dataKey, current.get(entry.source()));
                }
              });
    }
    return wanted;
  }

  /** At most so many rollouts since the last convergence had a reason. */
  synchronized int changes(DeploymentPlan deployment) {
    return changes.getOrDefault(deployment.address(), 0);
  }

  /** What is wrong with the data of a Secret at any moment; empty when nothing is. */
  synchronized Optional<String> objection(String address, Map<String, String> data, Values values) {
    List<SecretPlan> plans = possiblePlans.getOrDefault(address, List.of());
    if (plans.isEmpty()) {
      return Optional.of("there must be no such Secret");
    }
    if (data.isEmpty()) {
      return Optional.of("is empty");
    }
    for (Map.Entry<String, String> field : data.entrySet()) {
      if (plans.stream().noneMatch(plan -> allows(plan, field.getKey(), field.getValue()))) {
        return Optional.of(
            "%s has %s, and may not".formatted(field.getKey(), values.name(field.getValue())));
      }
    }
    return plans.get(0).keys().keySet().stream()
        .filter(key -> plans.stream().allMatch(plan -> plan.keys().containsKey(key)))
        .filter(key -> !data.containsKey(key))
        .findFirst()
        .map(key -> "has lost " + key);
  }

  private boolean allows(SecretPlan plan, String dataKey, String value) {
    Entry entry = plan.keys().get(dataKey);
    return entry != null && possible.getOrDefault(entry.source(), Set.of()).contains(value);
  }

  /** All is as specified: what was before is not allowed any more. */
  synchronized void converge() {
    possible.forEach((key, values) -> values.retainAll(Set.of(current.get(key))));
    possiblePlans.forEach((address, plans) -> plans.retainAll(List.of(secrets.get(address))));
    changes.clear();
  }
}
