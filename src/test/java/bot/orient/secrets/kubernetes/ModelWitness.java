package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.sync.RestartSettings;
import bot.orient.secrets.sync.RolloutRecord;
import bot.orient.secrets.sync.RolloutRecord.Phase;
import bot.orient.secrets.sync.WorkloadMarks;
import bot.orient.secrets.sync.WorkloadProgress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Holds every single write of the operator to what was promised. */
final class ModelWitness implements SimulatedApi.Witness {

  private final RestartSettings settings;
  private final SimulatedApi api;
  private final ModelMemory memory;
  private final Supplier<ModelRules> rules;
  private Optional<RolloutRecord> before = Optional.empty();
  private SortedMap<String, String> asked = new TreeMap<>();
  private SortedMap<String, String> settled = new TreeMap<>();
  private boolean restart;
  private boolean complete;
  private boolean failing;

  /**
   * @param rules on what the operator knows now
   */
  ModelWitness(
      RestartSettings settings, SimulatedApi api, ModelMemory memory, Supplier<ModelRules> rules) {
    this.settings = settings;
    this.api = api;
    this.memory = memory;
    this.rules = rules;
  }

  @Override
  public void writing(SimulatedDeployment deployment, WorkloadMarks marks) {
    before = deployment.rollout();
    complete =
        WorkloadProgress.of(deployment.object()) instanceof WorkloadProgress.Complete
            && !(isFailed(before) && deployment.wanted() == 0);
    failing = WorkloadProgress.of(deployment.object()) instanceof WorkloadProgress.Failed;
    restart = !marks.restartHash().equals(deployment.restartHash());
    asked = rules.get().asked(deployment);
    settled = rules.get().relevant(deployment.object());
    settled.entrySet().retainAll(marks.baseline().fingerprints().entrySet());
    if (!restart && !isSkip(deployment)) {
      // Of these the records say what they said before.
      SortedMap<String, String> held = new TreeMap<>(asked);
      held.entrySet().removeIf(value -> !ModelRules.isRecorded(deployment.object(), value));
      asked.keySet().removeAll(held.keySet());
      settled.keySet().removeAll(held.keySet());
    }
    asked.entrySet().retainAll(marks.baseline().fingerprints().entrySet());
    if (restart) {
      api.restarts++;
      api.tell("restart of " + deployment + " for " + asked);
      assertRightlyRestarted(deployment);
    } else if (!asked.isEmpty()) {
      api.tell("skip of " + deployment + " for " + asked);
      assertThat(isSkip(deployment)).as("skipped on request: %s %s", deployment, asked).isTrue();
    }
  }

  private static boolean isFailed(Optional<RolloutRecord> record) {
    return record.filter(RolloutRecord::isFailed).isPresent();
  }

  private boolean isSkip(SimulatedDeployment deployment) {
    return !asked.isEmpty()
        && rules.get().blocks(deployment.id, deployment.object(), asked.keySet()).stream()
            .map(ModelRules.Block::kind)
            .toList()
            .equals(List.of(ModelRules.Kind.SKIPPED));
  }

  private void assertRightlyRestarted(SimulatedDeployment deployment) {
    ModelRules now = rules.get();
    assertThat(asked.entrySet())
        .as("values that %s restarts for", deployment)
        .isNotEmpty()
        .allMatch(value -> now.relevant(deployment.object()).entrySet().contains(value))
        .allMatch(value -> isNeeded(deployment, value));
    assertThat(now.blocks(deployment.id, deployment.object(), asked.keySet()))
        .as("what should hold back the restart of %s for %s", deployment, asked)
        .isEmpty();
  }

  private boolean isNeeded(SimulatedDeployment deployment, Map.Entry<String, String> value) {
    return memory.isDoubted(deployment.id, value.getKey())
        || deployment.newestPods().stream()
            .anyMatch(pod -> pod.lacks(value) || nobodyCanTell(pod, deployment, value.getKey()));
  }

  /**
   * Times cannot tell what happened first within one second, nor, surely enough, what a container
   * got that started after its pod was created.
   */
  private boolean nobodyCanTell(SimulatedPod pod, SimulatedDeployment deployment, String address) {
    ModelRules now = rules.get();
    String key = address.split("/")[1];
    SimulatedSecret truth = now.truth(deployment.object(), address);
    return truth.changedAt(key, pod.createdAt)
        || truth.changedAt(key, pod.startedAt)
        || pod.startedAt.isAfter(pod.createdAt)
            && !pod.createdAt.isAfter(now.changedAt(deployment.object(), address));
  }

  @Override
  public void written(SimulatedDeployment deployment, WorkloadMarks marks) {
    if (complete && deployment.wanted() > 0) {
      memory.cameTo(deployment, Phase.DONE);
    } else if (complete && before.filter(record -> record.phase() == Phase.STARTED).isPresent()) {
      memory.endedWithoutPods(deployment);
    }
    memory.holds(
        deployment, marks.baseline().fingerprints(), isFailed(restart ? before : marks.rollout()));
    if (restart) {
      memory.restarted(deployment, asked, failing);
    } else if (!asked.isEmpty()) {
      memory.skipped(deployment, asked.keySet());
    }
    memory.settled(deployment, rules.get().stints(deployment.object(), settled.keySet()));
    marks
        .rollout()
        .filter(record -> !before.map(RolloutRecord::phase).equals(Optional.of(record.phase())))
        .filter(record -> !complete || deployment.wanted() > 0)
        .ifPresent(record -> follow(deployment, record.phase()));
    assertCapsHold();
  }

  private void follow(SimulatedDeployment deployment, Phase phase) {
    api.tell(deployment.id + ": " + phase);
    memory.cameTo(deployment, phase);
    if (phase == Phase.DONE) {
      assertThat(deployment.pods)
          .as("pods when %s is done", deployment)
          .hasSameSizeAs(deployment.newestPods());
    }
  }

  private void assertCapsHold() {
    List<SimulatedDeployment> started =
        api.deployments.values().stream().filter(SimulatedDeployment::isStarted).toList();
    assertThat(started).as("rollouts at once").hasSizeLessThanOrEqualTo(settings.maxConcurrent());
    assertThat(
            started.stream()
                .collect(Collectors.groupingBy(one -> one.id.namespace(), Collectors.counting()))
                .values())
        .as("rollouts at once in each namespace of %s", started)
        .allMatch(count -> count <= settings.maxConcurrentPerNamespace());
  }
}
