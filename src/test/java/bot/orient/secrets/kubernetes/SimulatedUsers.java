package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.WorkloadId;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** People and tools that change Secrets and Deployments at random. */
final class SimulatedUsers {

  private final Random random;
  private final SimulatedApi api;
  private final SimulatedWorld world;
  private final ModelMemory memory;
  private final SimulatedWriters writers;
  private int count;

  SimulatedUsers(Random random, SimulatedApi api, SimulatedWorld world, ModelMemory memory) {
    this.random = random;
    this.api = api;
    this.world = world;
    this.memory = memory;
    this.writers = new SimulatedWriters(random, api, world);
  }

  void act() {
    switch (random.nextInt(27)) {
      case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 -> writers.act();
      case 13 -> editTemplate();
      case 14, 15 -> scale();
      case 16, 17 -> pauseOrResume();
      case 18 -> optOutOrIn();
      case 19 -> replace();
      case 20 -> undo();
      case 21, 22 -> crash();
      default -> evict();
    }
  }

  private SimulatedDeployment deployment() {
    List<SimulatedDeployment> all = List.copyOf(api.deployments.values());
    return all.get(random.nextInt(all.size()));
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

  private void crash() {
    SimulatedDeployment deployment = deployment();
    if (!deployment.pods.isEmpty()) {
      api.controllers
          .get(deployment.id)
          .crash(deployment.pods.get(random.nextInt(deployment.pods.size())), api.now);
      api.tell(deployment + " crashed");
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
    writers.tidyUp();
  }
}
