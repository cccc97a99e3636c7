package bot.orient.secrets.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/** When the containers of a pod started, by the kubelet's clock. */
final class PodStarts {

  private PodStarts() {}

  /** Of the containers as they are; none while every container waits. */
  static List<Instant> present(Pod pod) {
    return of(pod, ContainerStatus::getState);
  }

  /** Of those that they replaced, as far as the pod's status still tells of them. */
  static List<Instant> past(Pod pod) {
    return of(pod, ContainerStatus::getLastState);
  }

  private static List<Instant> of(Pod pod, Function<ContainerStatus, ContainerState> which) {
    PodStatus status = pod.getStatus();
    return status == null
        ? List.of()
        : Stream.concat(
                status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
            .map(which)
            .filter(Objects::nonNull)
            .flatMap(state -> starts(state, pod))
            .toList();
  }

  private static Stream<Instant> starts(ContainerState state, Pod pod) {
    if (state.getRunning() != null) {
      return Stream.of(
          parse(
              Stream.of(
                      state.getRunning().getStartedAt(),
                      pod.getStatus().getStartTime(),
                      pod.getMetadata().getCreationTimestamp())
                  .filter(Objects::nonNull)
                  .findFirst()
                  .orElseThrow()));
    }
    return state.getTerminated() == null
        ? Stream.empty()
        : Stream.ofNullable(state.getTerminated().getStartedAt()).map(PodStarts::parse);
  }

  private static Instant parse(String time) {
    return OffsetDateTime.parse(time).toInstant();
  }
}
