package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.RestartRules;
import bot.orient.secrets.sync.WorkloadId;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** People and tools that change Secrets and Deployments at random. */
final class SimulatedUsers {

  private final Random random;
  private final SimulatedApi api;
  private final SimulatedWorld world;
  private final ModelMemory memory;
  private int count;

  SimulatedUsers(Random random, SimulatedApi api, SimulatedWorld world, ModelMemory memory) {
    this.random = random;
    this.api = api;
    this.world = world;
    this.memory = memory;
  }

  void act() {
    switch (random.nextInt(24)) {
      case 0, 1, 2, 3, 4, 5 -> change(secret(), "v" + ++count);
      case 6, 7, 8 -> change(secret(), "bad" + ++count);
      case 9, 10 -> giveBack(random.nextBoolean());
      case 11 -> request();
      case 12 -> changeRules();
      case 13 -> editTemplate();
      case 14, 15 -> scale();
      case 16, 17 -> pauseOrResume();
      case 18 -> optOutOrIn();
      case 19 -> replace();
      case 20 -> undo();
      default -> evict();
    }
  }

  private SimulatedSecret secret() {
    List<SimulatedSecret> all =
        api.secrets.values().stream().flatMap(some -> some.values().stream()).toList();
    return all.get(random.nextInt(all.size()));
  }

  private SimulatedDeployment deployment() {
    List<SimulatedDeployment> all = List.copyOf(api.deployments.values());
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

  /** To an earlier value, unless that makes a pod differ from its records unseen. */
  private void giveBack(boolean urgent) {
    SimulatedSecret secret = secret();
    String key = SimulatedSecret.KEYS.get(random.nextInt(2));
    secret
        .earlier(key)
        .filter(value -> canBeTold(secret, secret.name + "/" + key, value))
        .ifPresent(value -> change(secret, key, value, urgent));
  }

  /** Whether the records of all workloads tell which of their pods have the value already. */
  private boolean canBeTold(SimulatedSecret secret, String address, String value) {
    return api.deployments.values().stream()
        .filter(deployment -> deployment.id.namespace().equals(secret.namespace))
        .allMatch(
            deployment -> {
              boolean recorded =
                  value.equals(ModelRules.recorded(deployment.object()).get(address));
              return deployment.pods.stream()
                  .filter(pod -> pod.values.containsKey(address))
                  .filter(
                      pod ->
                          recorded
                              || pod.template.equals(deployment.object().getSpec().getTemplate()))
                  .allMatch(pod -> recorded == value.equals(pod.values.get(address)));
            });
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

  private void editTemplate() {
    SimulatedDeployment deployment = deployment();
    boolean bad = random.nextInt(4) == 0;
    PodTemplateSpec template =
        world.template(
            deployment.id.namespace(),
            (bad ? "bad" : "good") + ++count,
            deployment.object().getSpec().getTemplate().getMetadata().getAnnotations());
    edit(deployment, builder -> builder.editSpec().withTemplate(template).endSpec(), "edited");
  }

  private void scale() {
    int replicas = random.nextInt(4);
    edit(
        deployment(),
        builder -> builder.editSpec().withReplicas(replicas).endSpec(),
        "scaled to " + replicas);
  }

  private void pauseOrResume() {
    SimulatedDeployment deployment = deployment();
    boolean pause = !SimulatedDeployment.isPaused(deployment.object()) && random.nextInt(3) == 0;
    edit(deployment, builder -> builder.editSpec().withPaused(pause).endSpec(), "paused " + pause);
  }

  private void optOutOrIn() {
    SimulatedDeployment deployment = deployment();
    boolean in = SimulatedDeployment.isOptedOut(deployment.object()) || random.nextInt(3) > 0;
    edit(
        deployment,
        builder ->
            builder
                .editMetadata()
                .addToAnnotations(Markers.RESTART, Boolean.toString(in))
                .endMetadata(),
        "takes part " + in);
  }

  private void edit(
      SimulatedDeployment deployment, UnaryOperator<DeploymentBuilder> change, String what) {
    deployment.edit(change);
    api.tell(deployment + " " + what);
  }

  /** Deletes one, or makes one where there is none. */
  private void replace() {
    WorkloadId id = world.anyId();
    if (api.deployments.containsKey(id)) {
      if (api.deployments.size() > 2) {
        api.delete(id);
        api.tell(id + " deleted");
      }
    }
    if (!api.deployments.containsKey(id) && random.nextBoolean()) {
      api.add(world.deployment(id));
      memory.created(api.deployments.get(id));
      api.tell(id + " created");
    }
  }

  /** While nothing is rolling: of a rollout under way the pods of both templates are there. */
  private void undo() {
    SimulatedDeployment deployment = deployment();
    List<PodTemplateSpec> earlier = new ArrayList<>(deployment.revisions);
    earlier.remove(deployment.object().getSpec().getTemplate());
    if (deployment.isRolledOut() && !deployment.isStarted() && !earlier.isEmpty()) {
      PodTemplateSpec template = earlier.get(random.nextInt(earlier.size()));
      edit(deployment, builder -> builder.editSpec().withTemplate(template).endSpec(), "undone");
    }
  }

  private void evict() {
    SimulatedDeployment deployment = deployment();
    if (!deployment.pods.isEmpty()) {
      api.controllers
          .get(deployment.id)
          .replace(deployment.pods.get(random.nextInt(deployment.pods.size())), api.now);
      api.tell(deployment + " evicted");
    }
  }

  /** What persons do in the end, so that few things are left that only they can end. */
  void tidyUp() {
    for (SimulatedDeployment deployment : api.deployments.values()) {
      if (SimulatedDeployment.isPaused(deployment.object()) && random.nextInt(3) > 0) {
        edit(deployment, builder -> builder.editSpec().withPaused(false).endSpec(), "resumed");
      }
    }
    for (SortedMap<String, SimulatedSecret> secrets : api.secrets.values()) {
      for (SimulatedSecret secret : secrets.values()) {
        SimulatedSecret.KEYS.stream()
            .filter(key -> secret.value(key).startsWith("bad") && random.nextInt(3) > 0)
            .forEach(key -> change(secret, key, "v" + ++count, false));
      }
    }
  }
}
