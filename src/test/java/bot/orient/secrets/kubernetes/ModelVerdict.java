package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.api.WorkloadStatus;
import bot.orient.secrets.sync.RestartSettings;
import bot.orient.secrets.sync.RolloutRecord;
import bot.orient.secrets.sync.Workload;
import bot.orient.secrets.sync.WorkloadAssessor;
import bot.orient.secrets.sync.WorkloadId;
import bot.orient.secrets.sync.WorkloadProgress;
import bot.orient.secrets.sync.WorkloadView;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/** The last judgement: everything that could happen has happened, and nobody waits in vain. */
final class ModelVerdict {

  private static final Set<WorkloadState> THROUGH =
      EnumSet.of(WorkloadState.UP_TO_DATE, WorkloadState.DONE, WorkloadState.SKIPPED);

  private final RestartSettings settings;
  private final SimulatedApi api;
  private final RestartHolds holds;
  private final ModelMemory memory;
  private final ModelRules rules;
  private final SimulatedInformers known;

  ModelVerdict(
      RestartSettings settings,
      SimulatedApi api,
      SimulatedOperator operator,
      ModelMemory memory,
      ModelRules rules) {
    this.settings = settings;
    this.api = api;
    this.holds = operator.holds();
    this.known = operator.informers();
    this.memory = memory;
    this.rules = rules;
  }

  void pronounce() {
    api.deployments.values().forEach(this::pronounce);
  }

  private void pronounce(SimulatedDeployment deployment) {
    Deployment object = deployment.object();
    assertThat(object).as("known to the operator").isSameAs(known.deployments.get(deployment.id));
    SortedMap<String, String> asked = rules.asked(deployment);
    if (!SimulatedDeployment.isOptedOut(object)) {
      assertThat(rules.pending(object))
          .as("what %s may lack", deployment)
          .isEqualTo(rules.lackedByAny(deployment));
      assertNoneIsLost(deployment);
      assertThat(deployment.isStarted() && !SimulatedDeployment.isPaused(object))
          .as("rolls out for ever: %s", deployment)
          .isFalse();
      assertThat(asked.isEmpty() || hasReason(deployment, new HashSet<>()))
          .as(
              "waits for ever: %s for %s because of %s",
              deployment, asked, rules.blocks(deployment.id, object, asked.keySet()))
          .isTrue();
    }
    known
        .secretsOf(object)
        .values()
        .forEach(
            secret ->
                assertTold(
                    deployment,
                    secret.name(),
                    asked,
                    WorkloadAssessor.assess(
                        WorkloadView.of(object), secret, holds.of(deployment.id))));
  }

  private void assertNoneIsLost(SimulatedDeployment deployment) {
    if (SimulatedDeployment.isPaused(deployment.object()) && !deployment.hasReplicaSet()) {
      // Paused before its restart began: the record tells what its pods will have.
      return;
    }
    SortedMap<String, String> settled = rules.relevant(deployment.object());
    settled.keySet().removeAll(rules.pending(deployment.object()).keySet());
    assertThat(settled.entrySet())
        .as("values that %s is recorded to have", deployment)
        .filteredOn(value -> !memory.isDoubted(deployment.id, value.getKey()))
        .noneMatch(value -> deployment.newestPods().stream().anyMatch(pod -> pod.lacks(value)));
  }

  /** Whether a wait ends at something that only a person can end, and does not go in circles. */
  private boolean hasReason(SimulatedDeployment deployment, Set<WorkloadId> asking) {
    if (!asking.add(deployment.id)) {
      return false;
    }
    List<ModelRules.Block> blocks =
        rules.blocks(deployment.id, deployment.object(), rules.asked(deployment).keySet()).stream()
            // The window has been open all the while.
            .filter(block -> block.kind() != ModelRules.Kind.CLOSED)
            .toList();
    return blocks.isEmpty()
        ? isCapHeldByPaused(deployment.id)
        : blocks.stream()
            .anyMatch(
                block ->
                    block.kind().lasting
                        || !block.by().equals(deployment.id) && isStuck(block, asking));
  }

  private boolean isStuck(ModelRules.Block block, Set<WorkloadId> asking) {
    SimulatedDeployment other = api.deployments.get(block.by());
    return memory.of(other.id, other.object()).isUnprovenWith(block.secret())
        ? isFailed(other.object())
        : hasReason(other, asking);
  }

  static boolean isFailed(Deployment deployment) {
    return Workload.of(deployment).rollout().filter(RolloutRecord::isFailed).isPresent();
  }

  private boolean isCapHeldByPaused(WorkloadId id) {
    List<SimulatedDeployment> held =
        api.deployments.values().stream().filter(SimulatedDeployment::isStarted).toList();
    return held.size() >= settings.maxConcurrent()
        || held.stream().filter(one -> one.id.namespace().equals(id.namespace())).count()
            >= settings.maxConcurrentPerNamespace();
  }

  private void assertTold(
      SimulatedDeployment deployment,
      String secret,
      SortedMap<String, String> asked,
      WorkloadStatus status) {
    WorkloadProgress progress = WorkloadProgress.of(deployment.object());
    boolean waits = asked.keySet().stream().anyMatch(key -> key.startsWith(secret + "/"));
    boolean failed =
        progress instanceof WorkloadProgress.Failed
            || isFailed(deployment.object())
                && deployment.rollout().get().changed().stream()
                    .anyMatch(key -> key.startsWith(secret + "/"));
    String what = "%s and %s tell %s".formatted(deployment, secret, status);
    if (SimulatedDeployment.isOptedOut(deployment.object())) {
      assertThat(status.state()).as(what).isEqualTo(WorkloadState.OPTED_OUT);
    } else if (failed) {
      assertThat(status.state()).as(what).isEqualTo(WorkloadState.FAILED);
    } else if (waits) {
      assertThat(status.state())
          .as(what)
          .isEqualTo(
              needsAPerson(deployment, asked)
                  ? WorkloadState.RESTART_NEEDED
                  : WorkloadState.WAITING);
    } else if (progress instanceof WorkloadProgress.Complete) {
      assertThat(THROUGH).as(what).contains(status.state());
    } else {
      assertThat(status.state()).as(what).isEqualTo(WorkloadState.ROLLING_OUT);
    }
  }

  private boolean needsAPerson(SimulatedDeployment deployment, SortedMap<String, String> asked) {
    return rules.blocks(deployment.id, deployment.object(), asked.keySet()).stream()
        .map(ModelRules.Block::kind)
        .anyMatch(kind -> kind == ModelRules.Kind.POLICY || kind == ModelRules.Kind.PAUSED);
  }
}
