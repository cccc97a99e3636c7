package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.RestartRules;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** Whoever changes Secrets and their rules at random. */
final class SimulatedWriters {

  private final Random random;
  private final SimulatedApi api;
  private final SimulatedWorld world;
  private int count;

  SimulatedWriters(Random random, SimulatedApi api, SimulatedWorld world) {
    this.random = random;
    this.api = api;
    this.world = world;
  }

  void act() {
    switch (random.nextInt(16)) {
      case 0, 1, 2, 3, 4, 5 -> change(secret(), "v" + ++count);
      case 6, 7, 8 -> change(secret(), "bad" + ++count);
      case 9, 10, 11, 12, 13 -> giveBack(random.nextInt(3) == 0);
      case 14 -> request();
      default -> changeRules();
    }
  }

  private SimulatedSecret secret() {
    List<SimulatedSecret> all =
        api.secrets.values().stream().flatMap(some -> some.values().stream()).toList();
    return all.get(random.nextInt(all.size()));
  }

  private void change(SimulatedSecret secret, String value) {
    String key = SimulatedSecret.KEYS.get(random.nextInt(SimulatedSecret.KEYS.size()));
    change(secret, key, value, false);
  }

  private void change(SimulatedSecret secret, String key, String value, boolean urgent) {
    SortedSet<String> urgentKeys = new TreeSet<>(secret.rules.urgent());
    urgentKeys.remove(key);
    if (urgent) {
      urgentKeys.add(key);
    }
    secret.rules = secret.rules.withUrgent(urgentKeys);
    secret.change(key, value, api.now);
    api.tell(
        "%s/%s %s=%s%s"
            .formatted(secret.namespace, secret.name, key, value, urgent ? " urgently" : ""));
  }

  /**
   * To an earlier value, in another second, else nobody can tell what was first, and while none of
   * its values is forgotten, else more may be restarted than must.
   */
  private void giveBack(boolean urgent) {
    SimulatedSecret secret = secret();
    String key = SimulatedSecret.KEYS.get(random.nextInt(2));
    secret
        .earlier(key)
        .filter(value -> !secret.changedAt(key, api.now) && secret.remembers(key))
        .filter(value -> nobodyHasItOffTheRecord(secret, secret.name + "/" + key, value))
        .ifPresent(value -> change(secret, key, value, urgent));
  }

  /**
   * A pod that came while its value was not due yet has it already when it returns. Times cannot
   * tell which of its containers started late, so that such a pod restarts once too often.
   */
  private boolean nobodyHasItOffTheRecord(SimulatedSecret secret, String address, String value) {
    return api.deployments.values().stream()
        .filter(deployment -> deployment.id.namespace().equals(secret.namespace))
        .filter(deployment -> !value.equals(ModelRules.recorded(deployment.object()).get(address)))
        .noneMatch(
            deployment ->
                deployment.pods.stream()
                    .filter(pod -> pod.template.equals(deployment.object().getSpec().getTemplate()))
                    .anyMatch(pod -> value.equals(pod.values.get(address))));
  }

  private void request() {
    SimulatedSecret secret = secret();
    Optional<RestartRules.Request> wish =
        Optional.of(new RestartRules.Request("request" + ++count, api.now));
    boolean now = random.nextBoolean();
    secret.rule(
        secret.rules.withRequests(
            now ? wish : secret.rules.restartNow(), now ? secret.rules.skip() : wish),
        api.now);
    api.tell(secret.namespace + "/" + secret.name + (now ? " restart now" : " skip"));
  }

  private void changeRules() {
    SimulatedSecret secret = secret();
    secret.rule(
        world
            .rules(secret.namespace)
            .withRequests(secret.rules.restartNow(), secret.rules.skip())
            .withUrgent(secret.rules.urgent()),
        api.now);
    api.tell(secret.namespace + "/" + secret.name + " " + secret.rules);
  }

  /** Good values instead of most bad ones. */
  void tidyUp() {
    for (SortedMap<String, SimulatedSecret> secrets : api.secrets.values()) {
      for (SimulatedSecret secret : secrets.values()) {
        SimulatedSecret.KEYS.stream()
            .filter(key -> secret.value(key).startsWith("bad") && random.nextInt(3) > 0)
            .forEach(key -> change(secret, key, "v" + ++count, false));
      }
    }
  }
}
