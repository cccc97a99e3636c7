package bot.orient.secrets.sync;

import static bot.orient.secrets.sync.SecretDraft.second;

import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.function.UnaryOperator;

/** Builds pods for tests; as it starts, nothing has happened to it yet. */
final class PodDraft {

  private PodBuilder pod;

  private PodDraft(String name, int createdAt) {
    pod =
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .withCreationTimestamp(second(createdAt).toString())
            .endMetadata();
  }

  static PodDraft pod(String name, int createdAt) {
    return new PodDraft(name, createdAt);
  }

  PodDraft ready(int since) {
    return condition("Ready", "True", null, since);
  }

  PodDraft unready(int since) {
    return condition("PodScheduled", "True", null, since + 1)
        .condition("Ready", "False", "ContainersNotReady", since);
  }

  PodDraft unschedulable() {
    return condition("PodScheduled", "False", "Unschedulable", 0);
  }

  PodDraft waiting(String reason) {
    return container(
        status -> status.withNewState().withNewWaiting("free text", reason).endState());
  }

  PodDraft running() {
    return container(
        status -> status.withNewState().withNewRunning(second(0).toString()).endState());
  }

  PodDraft terminated(int exitCode, String reason) {
    return container(
        status ->
            status
                .withNewState()
                .withNewTerminated()
                .withExitCode(exitCode)
                .withReason(reason)
                .endTerminated()
                .endState());
  }

  /** When its grace period ends. */
  PodDraft stoppingBy(int second) {
    pod = pod.editMetadata().withDeletionTimestamp(second(second).toString()).endMetadata();
    return this;
  }

  Pod build() {
    return pod.build();
  }

  private PodDraft condition(String type, String status, String reason, int since) {
    pod =
        pod.editOrNewStatus()
            .addNewCondition()
            .withType(type)
            .withStatus(status)
            .withReason(reason)
            .withLastTransitionTime(second(since).toString())
            .endCondition()
            .endStatus();
    return this;
  }

  private PodDraft container(UnaryOperator<ContainerStatusBuilder> state) {
    pod =
        pod.editOrNewStatus()
            .addToContainerStatuses(state.apply(new ContainerStatusBuilder()).build())
            .endStatus();
    return this;
  }
}
