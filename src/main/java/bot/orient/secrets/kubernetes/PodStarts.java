package bot.orient.secrets.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.stream.Stream;

/** When the containers of a pod started, by the kubelet's clock. */
final class PodStarts {

  private PodStarts() {}

  /** All starts that the pod's status still tells of; none while every container waits. */
  static Stream<Instant> of(Pod pod) {
    PodStatus status = pod.getStatus();
    return status == null
        ? Stream.empty()
        : Stream.concat(
                status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
            .flatMap(PodStarts::states)
            .flatMap(state -> starts(state, pod));
  }

  private static Stream<ContainerState> states(ContainerStatus container) {
    return Stream.of(container.getState(), container.getLastState()).filter(Objects::nonNull);
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
