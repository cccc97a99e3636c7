package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.sync.Baseline;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.ProjectedKey;
import bot.orient.secrets.sync.ProjectedSecret;
import bot.orient.secrets.sync.RestartRules;
import bot.orient.secrets.sync.WorkloadId;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What may hold a restart back, told anew and simply, on what the operator can know. */
final class ModelRules {

  /** Something that holds a restart back; a person must end the lasting kinds. */
  enum Kind {
    SKIPPED(true),
    PAUSED(true),
    OPTED_OUT(true),
    POLICY(true),
    HALT(true),
    CLOSED_FOR_GOOD(true),
    CLOSED(false),
    SETTLING(false),
    WAVE(false),
    CANARY(false);

    final boolean lasting;

    Kind(boolean lasting) {
      this.lasting = lasting;
    }
  }

  record Block(Kind kind, String secret, WorkloadId by) {}

  private final SimulatedApi api;
  private final SimulatedInformers known;
  private final ModelMemory memory;

  ModelRules(SimulatedApi api, SimulatedInformers known, ModelMemory memory) {
    this.api = api;
    this.known = known;
    this.memory = memory;
  }

  /** The values of now whose change restarts it, by {@code secret/key}. */
  SortedMap<String, String> relevant(Deployment deployment) {
    SortedMap<String, String> values = new TreeMap<>();
    known
        .secretsOf(deployment)
        .forEach(
            (name, secret) ->
                secret.keys().byDataKey().entrySet().stream()
                    .filter(key -> key.getValue().restart() == RestartRule.ALWAYS)
                    .filter(
                        key ->
                            known.view(deployment).workload().uses().stream()
                                .filter(use -> use.secretName().equals(name))
                                .anyMatch(use -> use.keys().covers(key.getKey())))
                    .forEach(
                        key ->
                            values.put(name + "/" + key.getKey(), key.getValue().fingerprint())));
    return values;
  }

  static Map<String, String> recorded(Deployment deployment) {
    return Baseline.parse(deployment.getMetadata().getAnnotations().get(Markers.BASELINE))
        .<Map<String, String>>map(Baseline::fingerprints)
        .orElse(Map.of());
  }

  /** The relevant values of which another one is on record, or none, or which were away. */
  SortedMap<String, String> pending(Deployment deployment) {
    SortedMap<String, String> values = relevant(deployment);
    values
        .entrySet()
        .removeIf(value -> isRecorded(deployment, value) && !isBack(deployment, value.getKey()));
    return values;
  }

  static boolean isRecorded(Deployment deployment, Map.Entry<String, String> value) {
    return recorded(deployment).entrySet().contains(value);
  }

  private boolean isBack(Deployment deployment, String address) {
    return truth(deployment, address)
        .returned(address.split("/")[1], settled(deployment, address), secret(deployment, address));
  }

  private int settled(Deployment deployment, String address) {
    return memory
        .of(SimulatedDeployment.id(deployment), deployment)
        .settled()
        .getOrDefault(address, 0);
  }

  /** Which stint of its value each of these keys is in, as far as the operator knows. */
  Map<String, Integer> stints(Deployment deployment, Collection<String> addresses) {
    Map<String, Integer> stints = new TreeMap<>();
    addresses.forEach(
        address ->
            stints.put(
                address,
                truth(deployment, address)
                    .stint(address.split("/")[1], secret(deployment, address))));
    return stints;
  }

  SimulatedSecret truth(Deployment deployment, String address) {
    return api.secrets.get(deployment.getMetadata().getNamespace()).get(address.split("/")[0]);
  }

  /** The values that some pod lacks that is to stay, as far as the API server's times tell. */
  SortedMap<String, String> asked(SimulatedDeployment deployment) {
    return lackedBy(deployment.newestPods(), deployment);
  }

  /** The same for all pods: what those lack that are about to stop is not settled yet. */
  SortedMap<String, String> lackedByAny(SimulatedDeployment deployment) {
    return lackedBy(deployment.pods, deployment);
  }

  private SortedMap<String, String> lackedBy(
      List<SimulatedPod> pods, SimulatedDeployment deployment) {
    SortedMap<String, String> lacked = pending(deployment.object());
    lacked
        .entrySet()
        .removeIf(
            value -> pods.stream().allMatch(pod -> hasCertainly(pod, deployment.object(), value)));
    return lacked;
  }

  private boolean hasCertainly(
      SimulatedPod pod, Deployment deployment, Map.Entry<String, String> value) {
    String address = value.getKey();
    return isRecorded(deployment, value)
        ? Stream.of(pod.createdAt, pod.startedAt)
            .noneMatch(
                time ->
                    truth(deployment, address)
                        .hadAnother(
                            address.split("/")[1],
                            settled(deployment, address),
                            secret(deployment, address),
                            time))
        : pod.createdAt.isAfter(changedAt(deployment, address));
  }

  Instant changedAt(Deployment deployment, String address) {
    ProjectedSecret secret = secret(deployment, address);
    return secret.changedAt(key(secret, address));
  }

  private ProjectedSecret secret(Deployment deployment, String address) {
    return known.secretsOf(deployment).get(address.split("/")[0]);
  }

  private static ProjectedKey key(ProjectedSecret secret, String address) {
    return secret.keys().byDataKey().get(address.split("/")[1]);
  }

  /** What keeps it from restarting for these values; none if it may. */
  List<Block> blocks(WorkloadId id, Deployment deployment, Collection<String> asked) {
    List<String> left =
        asked.stream()
            .filter(address -> !isCovered(deployment, address, rules(deployment, address).skip()))
            .toList();
    if (left.isEmpty()) {
      return List.of(new Block(Kind.SKIPPED, "", id));
    }
    if (SimulatedDeployment.isPaused(deployment) || SimulatedDeployment.isOptedOut(deployment)) {
      return List.of(
          new Block(
              SimulatedDeployment.isPaused(deployment) ? Kind.PAUSED : Kind.OPTED_OUT, "", id));
    }
    if (left.stream()
        .anyMatch(address -> rules(deployment, address).urgent().contains(address.split("/")[1]))) {
      return List.of();
    }
    List<String> automatic =
        left.stream()
            .filter(
                address ->
                    rules(deployment, address).automatic() || isRequested(deployment, address))
            .toList();
    if (automatic.isEmpty()) {
      return List.of(new Block(Kind.POLICY, "", id));
    }
    List<Block> blocks = new ArrayList<>();
    automatic.stream()
        .filter(address -> !isRequested(deployment, address))
        .forEach(address -> addBlocks(blocks, id, deployment, address));
    if (automatic.stream().allMatch(address -> isSettling(deployment, address))) {
      blocks.add(new Block(Kind.SETTLING, "", id));
    }
    return blocks;
  }

  private RestartRules rules(Deployment deployment, String address) {
    return secret(deployment, address).rules();
  }

  private boolean isRequested(Deployment deployment, String address) {
    return isCovered(deployment, address, rules(deployment, address).restartNow());
  }

  private boolean isCovered(
      Deployment deployment, String address, Optional<RestartRules.Request> request) {
    return request.isPresent() && !changedAt(deployment, address).isAfter(request.get().at());
  }

  private boolean isSettling(Deployment deployment, String address) {
    ProjectedSecret view = secret(deployment, address);
    SimulatedSecret truth = truth(deployment, address);
    Instant first = truth.burstOf(address.split("/")[1], changedAt(deployment, address));
    return !isRequested(deployment, address)
        && api.now.isBefore(first.plus(view.rules().settle().orElse(truth.defaultSettle)));
  }

  private void addBlocks(List<Block> blocks, WorkloadId id, Deployment deployment, String address) {
    ProjectedSecret secret = secret(deployment, address);
    String value = key(secret, address).fingerprint();
    SimulatedWindow.of(secret.rules())
        .filter(window -> !window.isOpen(api.now))
        .ifPresent(
            window ->
                blocks.add(
                    new Block(
                        window == SimulatedWindow.NEVER ? Kind.CLOSED_FOR_GOOD : Kind.CLOSED,
                        secret.name(),
                        id)));
    blocks.addAll(
        new ModelPeers(known, memory, this, secret).blocks(id, deployment, address, value));
  }
}
