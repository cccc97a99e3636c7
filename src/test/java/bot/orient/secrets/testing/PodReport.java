package bot.orient.secrets.testing;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/** The status a kubelet reports for a pod that is ready or crashing. */
final class PodReport {
  private static final String RUNNING = "Running";
  private static final String CRASH_REASON = "CrashLoopBackOff";

  private PodReport() {}

  /** Whether the pod has that status already. */
  static boolean shows(Pod pod, PodFate fate) {
    String ready = isReady(fate);
    return pod.getStatus() != null
        && RUNNING.equals(pod.getStatus().getPhase())
        && pod.getStatus().getConditions().stream()
            .anyMatch(
                condition ->
                    condition.getType().equals("Ready") && condition.getStatus().equals(ready));
  }

  /** Only the pod's identity and its new status, for a merge patch. */
  static Pod of(Pod pod, PodFate fate) {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    return new PodBuilder()
        .withNewMetadata()
        .withName(pod.getMetadata().getName())
        .withNamespace(pod.getMetadata().getNamespace())
        .endMetadata()
        .withNewStatus()
        .withPhase(RUNNING)
        .withStartTime(now)
        .withConditions(conditions(fate, now))
        .withContainerStatuses(
            pod.getSpec().getContainers().stream()
                .map(container -> containerStatus(container, fate, now))
                .toList())
        .endStatus()
        .build();
  }

  private static List<PodCondition> conditions(PodFate fate, String now) {
    return Stream.of("PodScheduled", "Initialized", "ContainersReady", "Ready")
        .map(
            type ->
                new PodConditionBuilder()
                    .withType(type)
                    .withStatus(type.endsWith("Ready") ? isReady(fate) : "True")
                    .withLastTransitionTime(now)
                    .build())
        .toList();
  }

  private static ContainerStatus containerStatus(Container container, PodFate fate, String now) {
    ContainerStatusBuilder status =
        new ContainerStatusBuilder()
            .withName(container.getName())
            .withImage(container.getImage())
            .withImageID("")
            .withReady(fate == PodFate.READY)
            .withStarted(fate == PodFate.READY)
            .withRestartCount(fate == PodFate.READY ? 0 : 1);
    return fate == PodFate.READY
        ? status.withNewState().withNewRunning(now).endState().build()
        : status
            .withNewState()
            .withNewWaiting("back-off 10s restarting failed container", CRASH_REASON)
            .endState()
            .withNewLastState()
            .withNewTerminated()
            .withExitCode(1)
            .withReason("Error")
            .withStartedAt(now)
            .withFinishedAt(now)
            .endTerminated()
            .endLastState()
            .build();
  }

  private static String isReady(PodFate fate) {
    return fate == PodFate.READY ? "True" : "False";
  }
}
