package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodStartsTest {

  private static final String CREATED = "2026-11-23T18:00:01Z";
  private static final String ACCEPTED = "2026-11-23T18:00:02Z";
  private static final String STARTED = "2026-11-23T18:00:03Z";

  private static PodBuilder pod(ContainerStatus... containers) {
    return new PodBuilder()
        .withNewMetadata()
        .withCreationTimestamp(CREATED)
        .endMetadata()
        .withNewStatus()
        .withStartTime(ACCEPTED)
        .withContainerStatuses(containers)
        .endStatus();
  }

  private static ContainerStatusBuilder waiting() {
    return new ContainerStatusBuilder()
        .withNewState()
        .withNewWaiting("secret \"app\" not found", "CreateContainerConfigError")
        .endState();
  }

  private static ContainerStatus running(String startedAt) {
    return new ContainerStatusBuilder().withNewState().withNewRunning(startedAt).endState().build();
  }

  private static List<Instant> starts(Pod pod) {
    return PodStarts.present(pod);
  }

  @Test
  void areNoneWhileEveryContainerWaits() {
    assertThat(starts(pod(waiting().build()).build())).isEmpty();
    assertThat(starts(new PodBuilder().build())).isEmpty();
  }

  @Test
  void areThoseOfRunningContainers() {
    assertThat(starts(pod(waiting().build(), running(STARTED)).build()))
        .containsExactly(Instant.parse(STARTED));
  }

  @Test
  void tellApartThoseOfContainersThatEndedAndWaitAgain() {
    ContainerStatus crashed =
        waiting()
            .withNewLastState()
            .withNewTerminated()
            .withStartedAt(STARTED)
            .endTerminated()
            .endLastState()
            .build();
    Pod pod = pod(crashed).build();
    assertThat(starts(pod)).isEmpty();
    assertThat(PodStarts.past(pod)).containsExactly(Instant.parse(STARTED));
  }

  @Test
  void areThoseOfInitContainersToo() {
    ContainerStatus done =
        new ContainerStatusBuilder()
            .withNewState()
            .withNewTerminated()
            .withStartedAt(STARTED)
            .endTerminated()
            .endState()
            .build();
    Pod pod =
        pod(waiting().build()).editStatus().withInitContainerStatuses(done).endStatus().build();
    assertThat(starts(pod)).containsExactly(Instant.parse(STARTED));
  }

  @Test
  void areTakenFromThePodWhenItsStatusDoesNotTell() {
    Pod pod = pod(running(null)).build();
    assertThat(starts(pod)).containsExactly(Instant.parse(ACCEPTED));
    Pod notAccepted = pod(running(null)).editStatus().withStartTime(null).endStatus().build();
    assertThat(starts(notAccepted)).containsExactly(Instant.parse(CREATED));
  }
}
