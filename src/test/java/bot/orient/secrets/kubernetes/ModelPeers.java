package bot.orient.secrets.kubernetes;

import bot.orient.secrets.kubernetes.ModelRules.Block;
import bot.orient.secrets.kubernetes.ModelRules.Kind;
import bot.orient.secrets.sync.ProjectedSecret;
import bot.orient.secrets.sync.WorkloadId;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the other users of a Secret mean for the restart of one: halts, waves and the canary. */
final class ModelPeers {

  private final SimulatedInformers known;
  private final ModelMemory memory;
  private final ModelRules rules;
  private final ProjectedSecret secret;

  ModelPeers(
      SimulatedInformers known, ModelMemory memory, ModelRules rules, ProjectedSecret secret) {
    this.known = known;
    this.memory = memory;
    this.rules = rules;
    this.secret = secret;
  }

  List<Block> blocks(WorkloadId id, Deployment deployment, String address, String value) {
    List<Block> blocks = new ArrayList<>();
    List<WorkloadId> taking = new ArrayList<>();
    for (WorkloadId other : others(id)) {
      Deployment peer = known.deployments.get(other);
      boolean uses = rules.relevant(peer).containsKey(address);
      if (uses
          && value.equals(state(other).condemned().get(address))
          && !SimulatedDeployment.isOptedOut(peer)) {
        blocks.add(new Block(Kind.HALT, secret.name(), other));
      }
      if (!SimulatedDeployment.isPaused(peer) && !SimulatedDeployment.isOptedOut(peer)) {
        taking.add(other);
      }
    }
    taking.stream()
        .filter(other -> wave(known.deployments.get(other)) < wave(deployment))
        .filter(this::isNotThrough)
        .forEach(other -> blocks.add(new Block(Kind.WAVE, secret.name(), other)));
    if (secret.rules().canary()) {
      canary(taking, deployment, Map.entry(address, value))
          .ifPresent(other -> blocks.add(new Block(Kind.CANARY, secret.name(), other)));
    }
    return blocks;
  }

  private List<WorkloadId> others(WorkloadId id) {
    return known.usersOf(id.namespace(), secret.name()).stream()
        .map(user -> user.workload().id())
        .filter(other -> !other.equals(id))
        .toList();
  }

  private ModelMemory.State state(WorkloadId id) {
    return memory.of(id, known.deployments.get(id));
  }

  private boolean isNotThrough(WorkloadId other) {
    return state(other).isUnprovenWith(secret.name())
        || rules.pending(known.deployments.get(other)).keySet().stream()
            .anyMatch(key -> key.startsWith(secret.name() + "/"));
  }

  /** The one to wait for: whoever tries the value, else whoever should be the first to do so. */
  private Optional<WorkloadId> canary(
      List<WorkloadId> taking, Deployment deployment, Map.Entry<String, String> value) {
    boolean proven =
        taking.stream()
            .filter(other -> known.deployments.get(other).getSpec().getReplicas() > 0)
            .anyMatch(other -> state(other).proven().entrySet().contains(value));
    if (proven) {
      return Optional.empty();
    }
    return taking.stream()
        .filter(other -> rules.relevant(known.deployments.get(other)).containsKey(value.getKey()))
        .filter(other -> state(other).unproven().entrySet().contains(value))
        .filter(other -> !tellsNothing(other))
        .findFirst()
        .or(
            () ->
                taking.stream()
                    .map(known.deployments::get)
                    .filter(peer -> rules.pending(peer).containsKey(value.getKey()))
                    .filter(peer -> turn().compare(peer, deployment) < 0)
                    .min(turn())
                    .map(SimulatedDeployment::id));
  }

  /** One that was failing before and fails still. */
  private boolean tellsNothing(WorkloadId id) {
    return state(id).troubled().orElse(false) && ModelVerdict.isFailed(known.deployments.get(id));
  }

  private int wave(Deployment deployment) {
    List<Map<String, String>> waves = secret.rules().waves();
    Map<String, String> labels = deployment.getMetadata().getLabels();
    int number = 0;
    while (number < waves.size() && !labels.entrySet().containsAll(waves.get(number).entrySet())) {
      number++;
    }
    return number;
  }

  private Comparator<Deployment> turn() {
    return Comparator.comparing(this::wave)
        .thenComparing(deployment -> deployment.getSpec().getReplicas() == 0)
        .thenComparing(deployment -> deployment.getMetadata().getName());
  }
}
