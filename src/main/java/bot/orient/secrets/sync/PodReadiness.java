package bot.orient.secrets.sync;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether a pod is ready, since when, and why not. */
final class PodReadiness {

  private PodReadiness() {}

  static boolean isReady(Pod pod) {
    return condition(pod, "Ready", "True").isPresent();
  }

  static boolean isStopping(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  /**
   * The newest sign that the pod gets on: that it was created or became ready. That it is no longer
   * ready is none, or a pod that crashes again and again would get on for ever.
   */
  static Stream<Instant> signs(Pod pod) {
    return Stream.concat(
            Stream.ofNullable(pod.getMetadata().getCreationTimestamp()),
            condition(pod, "Ready", "True").map(PodCondition::getLastTransitionTime).stream())
        .map(time -> OffsetDateTime.parse(time).toInstant());
  }

  /** When it is to have stopped, if it was told to: its grace period is no lack of progress. */
  static Stream<Instant> deadlineToStop(Pod pod) {
    return Stream.ofNullable(pod.getMetadata().getDeletionTimestamp())
        .map(time -> OffsetDateTime.parse(time).toInstant());
  }

  /** A word of the kubelet or the scheduler, such as CrashLoopBackOff; never their free text. */
  static Optional<String> reason(Pod pod) {
    return containers(pod)
        .map(ContainerStatus::getState)
        .filter(Objects::nonNull)
        .map(PodReadiness::reason)
        .filter(Objects::nonNull)
        .findFirst()
        .or(() -> condition(pod, "PodScheduled", "False").map(PodCondition::getReason));
  }

  private static String reason(ContainerState state) {
    if (state.getWaiting() != null) {
      return state.getWaiting().getReason();
    }
    boolean failed =
        state.getTerminated() != null
            && !Integer.valueOf(0).equals(state.getTerminated().getExitCode());
    return failed ? state.getTerminated().getReason() : null;
  }

  private static Stream<ContainerStatus> containers(Pod pod) {
    PodStatus status = pod.getStatus();
    return status == null
        ? Stream.empty()
        : Stream.concat(
            status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream());
  }

  private static Optional<PodCondition> condition(Pod pod, String type, String status) {
    return Optional.ofNullable(pod.getStatus())
        .map(PodStatus::getConditions)
        .orElse(List.of())
        .stream()
        .filter(condition -> type.equals(condition.getType()))
        .filter(condition -> status.equals(condition.getStatus()))
        .findFirst();
  }
}
