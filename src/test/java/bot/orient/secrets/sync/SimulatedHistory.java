package bot.orient.secrets.sync;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.sync.RestartDecision.UpToDate;
import bot.orient.secrets.sync.SecretUse.EveryKey;
import bot.orient.secrets.sync.SecretUse.KeySelection;
import bot.orient.secrets.sync.SecretUse.Medium;
import bot.orient.secrets.sync.SecretUse.OneKey;
import bot.orient.secrets.sync.SimulatedCluster.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * One random history: what users, the API server, the controllers, the kubelet and the operator do,
 * in any order. Now and then all of them settle, and the pods are looked at.
 */
final class SimulatedHistory {

  private static final int STEPS = 240;
  private static final int VIEWS_KEPT = 8;

  private final Random random;
  private final boolean rough;
  private final boolean telling;
  private final SimulatedCluster cluster;
  final SimulatedOperator operator;
  private final List<View> views = new ArrayList<>();
  private final List<String> reborn = new ArrayList<>();
  private final Map<String, String> valueBefore = new HashMap<>();
  private final List<String> story = new ArrayList<>();
  private int userRevision;
  private int nextValue;

  SimulatedHistory(Random random, boolean rough, boolean telling) {
    this.random = random;
    this.rough = rough;
    this.telling = telling;
    this.cluster = new SimulatedCluster(randomUses());
    this.operator = new SimulatedOperator(cluster);
  }

  void run() {
    for (int step = 1; step <= STEPS; step++) {
      tick();
      act();
      tell("then");
      views.add(cluster.view());
      if (step % 80 == 0) {
        settle();
      }
    }
  }

  String story() {
    return String.join(System.lineSeparator(), story);
  }

  /** Notes what the cluster looks like, unless nothing changed since. */
  void tell(String event) {
    if (!telling) {
      return;
    }
    String state =
        "%s %s baseline %s pods %s"
            .formatted(
                event,
                cluster.template.restartHash().orElse("never restarted"),
                cluster.baseline,
                cluster.pods.stream().map(SimulatedPod::describe).toList());
    if (story.isEmpty() || !story.get(story.size() - 1).endsWith(state)) {
      story.add(cluster.now + " " + state);
    }
  }

  private void tick() {
    cluster.now = cluster.now.plusSeconds(rough ? random.nextInt(2) : 1);
  }

  private void act() {
    switch (random.nextInt(40)) {
      case 0, 1, 2, 3, 4, 5 -> changeValue();
      case 6 -> removeKey();
      case 7, 8 -> changeRule();
      case 9 -> deleteOrReplaceSecret();
      case 10, 11 -> heal();
      case 12 -> editTemplate();
      case 13 -> undoRollout();
      case 14 -> cluster.optOut(random.nextInt(4) == 0);
      case 15 -> replacePod();
      case 27 -> crashPod();
      case 16 -> cluster.replicas = random.nextInt(5);
      case 17 -> stripBaseline();
      case 18, 19, 20 -> operator.reconcile(oldView(), random.nextInt(4) == 0);
      case 21, 22, 23, 24, 25, 26 -> operator.reconcile(cluster.view(), random.nextInt(4) == 0);
      default -> runControllers();
    }
  }

  private void changeValue() {
    SimulatedSecret secret = randomSecret();
    String dataKey = randomOf(SimulatedCluster.DATA_KEYS);
    String address = secret.name + "/" + dataKey;
    String fresh = "v" + ++nextValue;
    String value = random.nextBoolean() ? valueBefore.getOrDefault(address, fresh) : fresh;
    if (isAbsentAfterUse(secret)
        || value.equals(secret.desired.get(dataKey))
        || secret.changedIn(dataKey, cluster.now)
        || isHadOffTheRecord(secret, dataKey, value)) {
      return;
    }
    if (!secret.desired.containsKey(dataKey)) {
      // Rebirth under a rule that drops the record would hide the first life from the operator.
      secret.rules.computeIfAbsent(dataKey, key -> randomOf(List.of(RestartRule.values())));
    } else {
      reborn.remove(address);
      valueBefore.put(address, secret.desired.get(dataKey));
    }
    secret.desired.put(dataKey, value);
    secret.changed(dataKey, cluster.now);
    secret.project(cluster.now);
    startAtOnce();
    tell(secret.name + " " + dataKey + "=" + value);
  }

  private void removeKey() {
    SimulatedSecret secret = randomSecret();
    String dataKey = randomOf(SimulatedCluster.DATA_KEYS);
    boolean present = secret.exists() && secret.desired.containsKey(dataKey);
    if (present && isKnown(secret, dataKey) && !secret.changedIn(dataKey, cluster.now)) {
      valueBefore.put(secret.name + "/" + dataKey, secret.desired.get(dataKey));
      secret.desired.remove(dataKey);
      secret.changed(dataKey, cluster.now);
      secret.project(cluster.now);
      reborn.add(secret.name + "/" + dataKey);
      tell(secret.name + " " + dataKey + " removed");
    }
  }

  private void changeRule() {
    SimulatedSecret secret = randomSecret();
    String dataKey = randomOf(SimulatedCluster.DATA_KEYS);
    boolean present = secret.exists() && secret.desired.containsKey(dataKey);
    if (present && !reborn.contains(secret.name + "/" + dataKey)) {
      secret.rules.put(dataKey, randomOf(List.of(RestartRule.values())));
      secret.project(cluster.now);
      tell(secret.name + " " + dataKey + " rule " + secret.rules.get(dataKey));
    }
  }

  private void deleteOrReplaceSecret() {
    if (random.nextBoolean()) {
      deleteSecret();
    } else {
      replaceSecret();
    }
  }

  /** A Secret goes and another one comes with other values, which the old one does not tell of. */
  private void replaceSecret() {
    SimulatedSecret secret = randomSecret();
    if (!secret.exists()) {
      return;
    }
    secret.deleteByHand();
    // Later than all starts: within one second a pod that waited looks like one that did not.
    cluster.now = cluster.now.plusSeconds(1);
    secret.desired.replaceAll((dataKey, value) -> "v" + ++nextValue);
    secret.desired.keySet().forEach(dataKey -> secret.changed(dataKey, cluster.now));
    secret.project(cluster.now);
    startAtOnce();
    tell(secret.name + " replaced");
  }

  private void deleteSecret() {
    SimulatedSecret secret = randomSecret();
    if (secret.exists()
        && secret.desired.keySet().stream().allMatch(key -> isSettled(secret, key))) {
      secret.deleteByHand();
    }
  }

  private void heal() {
    for (SimulatedSecret secret : cluster.secrets.values()) {
      if (isAbsentAfterUse(secret)) {
        cluster.lastHeal = cluster.now;
        secret.project(cluster.now);
        startAtOnce();
      }
    }
  }

  private void editTemplate() {
    List<SecretUse> uses = random.nextBoolean() ? cluster.template.uses() : randomUses();
    cluster.useTemplate(
        new SimulatedTemplate(++userRevision, uses, cluster.template.restartHash()));
  }

  /** A new image also half-way, when pods of before are still there. */
  private void undoRollout() {
    cluster.templates.stream()
        .filter(
            old ->
                old.restartHash().equals(cluster.template.restartHash())
                        && old.uses().equals(cluster.template.uses())
                    || cluster.isRolledOut()
                        && cluster.pods.stream().noneMatch(pod -> pod.template.equals(old)))
        .skip(random.nextInt(cluster.templates.size()))
        .findFirst()
        .ifPresent(cluster::useTemplate);
  }

  private void replacePod() {
    if (!cluster.pods.isEmpty() && !isAnyAbsentAfterUse()) {
      SimulatedPod old = cluster.pods.remove(random.nextInt(cluster.pods.size()));
      cluster.pods.add(new SimulatedPod(old.template, cluster.now));
      startAtOnce();
    }
  }

  private void crashPod() {
    if (!cluster.pods.isEmpty() && !isAnyAbsentAfterUse()) {
      cluster.pods.get(random.nextInt(cluster.pods.size())).crash();
      startAtOnce();
    }
  }

  private void stripBaseline() {
    boolean settled =
        cluster.secrets.values().stream()
            .allMatch(
                secret -> secret.desired.keySet().stream().allMatch(key -> isSettled(secret, key)));
    if (settled && reborn.isEmpty() && !isAnyAbsentAfterUse()) {
      cluster.recordBaseline(random.nextBoolean() ? null : "{\"app");
    }
  }

  private void runControllers() {
    // An optional use would start without a Secret that is gone for a moment.
    if (isAnyAbsentAfterUse()) {
      return;
    }
    switch (random.nextInt(4)) {
      case 0 -> cluster.observed = cluster.template;
      case 1 -> cluster.startContainers();
      default -> {
        if (cluster.observed != null) {
          cluster.rollOut();
          startAtOnce();
        }
      }
    }
  }

  private void settle() {
    cluster.optOut(false);
    heal();
    for (int round = 0; round < 200; round++) {
      cluster.now = cluster.now.plusSeconds(1);
      cluster.observed = cluster.template;
      cluster.rollOut();
      cluster.startContainers();
      boolean upToDate = operator.reconcile(cluster.view(), false) instanceof UpToDate;
      if (upToDate && cluster.isRolledOut()) {
        assertNoPodHasAnOldValue();
        return;
      }
    }
    throw new AssertionError("does not settle");
  }

  private void assertNoPodHasAnOldValue() {
    for (SimulatedPod pod : cluster.pods) {
      for (SimulatedPod.Container container : pod.containers) {
        SimulatedSecret secret = cluster.secrets.get(container.use.secretName());
        assertThat(SimulatedCluster.DATA_KEYS)
            .filteredOn(dataKey -> container.use.keys().covers(dataKey))
            .filteredOn(dataKey -> cluster.isRelevant(secret.name, dataKey))
            .filteredOn(dataKey -> !isKeptThoughRemoved(secret, dataKey))
            .as("keys of %s with an old value", container.use)
            .noneMatch(
                dataKey -> SimulatedOperator.lacks(container, secret.value(dataKey), dataKey));
      }
    }
  }

  /** A pod that requires a removed key is left alone: without it, it could not start again. */
  private boolean isKeptThoughRemoved(SimulatedSecret secret, String dataKey) {
    return secret.value(dataKey).isEmpty() && cluster.recorded(secret.name, dataKey).isPresent();
  }

  /** Whether the operator recorded the value of now; if it did not, only new values may come. */
  private boolean isSeen(SimulatedSecret secret, String dataKey) {
    return secret.value(dataKey).equals(cluster.recorded(secret.name, dataKey));
  }

  /** Times cannot tell which pods have a value that returns while another one is on record. */
  private boolean isHadOffTheRecord(SimulatedSecret secret, String dataKey, String value) {
    return !cluster.recorded(secret.name, dataKey).equals(Optional.of(value))
        && cluster.pods.stream()
            .filter(pod -> pod.template.equals(cluster.template))
            .flatMap(pod -> pod.containers.stream())
            .filter(container -> container.use.secretName().equals(secret.name))
            .anyMatch(container -> container.startedWith(dataKey).equals(Optional.of(value)));
  }

  /** A key that was there only before the operator looked leaves no trace. */
  private boolean isKnown(SimulatedSecret secret, String dataKey) {
    return !cluster.isUsed(secret.name, dataKey)
        || cluster.recorded(secret.name, dataKey).isPresent();
  }

  private boolean isSettled(SimulatedSecret secret, String dataKey) {
    return !cluster.isUsed(secret.name, dataKey) || isSeen(secret, dataKey);
  }

  private boolean isAbsentAfterUse(SimulatedSecret secret) {
    return !secret.exists() && !secret.desired.isEmpty();
  }

  private boolean isAnyAbsentAfterUse() {
    return cluster.secrets.values().stream().anyMatch(this::isAbsentAfterUse);
  }

  private void startAtOnce() {
    if (!rough) {
      cluster.startContainers();
    }
  }

  private View oldView() {
    int kept = Math.min(VIEWS_KEPT, views.size());
    return kept == 0 ? cluster.view() : views.get(views.size() - 1 - random.nextInt(kept));
  }

  private SimulatedSecret randomSecret() {
    return cluster.secrets.get(randomOf(SimulatedCluster.SECRET_NAMES));
  }

  private List<SecretUse> randomUses() {
    return IntStream.rangeClosed(0, random.nextInt(4)).mapToObj(i -> randomUse()).toList();
  }

  private SecretUse randomUse() {
    KeySelection keys =
        random.nextInt(3) == 0 ? new EveryKey() : new OneKey(randomOf(SimulatedCluster.DATA_KEYS));
    return new SecretUse(
        randomOf(SimulatedCluster.SECRET_NAMES),
        keys,
        randomOf(List.of(Medium.values())),
        random.nextInt(3) == 0);
  }

  private <T> T randomOf(List<T> items) {
    return items.get(random.nextInt(items.size()));
  }
}
