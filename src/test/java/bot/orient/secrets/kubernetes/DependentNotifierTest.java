package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.api.WorkloadStatus;
import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.WorkloadView;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DependentNotifierTest {

  private static final Map<String, String> OWNERS = Map.of("app", "OrientSecret/app");

  private final List<String> woken = new ArrayList<>();
  private final DependentNotifier notifier =
      new DependentNotifier((kind, id) -> woken.add(kind + "/" + id.getName()));

  /** A user of the Secret whose last rollout is so far by its record. */
  private static WorkloadView recorded(String phase) {
    Deployment deployment =
        new DeploymentBuilder()
            .withNewMetadata()
            .withNamespace("team")
            .withName("web")
            .addToAnnotations(
                Markers.ROLLOUT,
                "{\"at\":\"2026-11-30T16:00:26Z\",\"changed\":[\"app/A\"],\"phase\":\"%s\"}"
                    .formatted(phase))
            .endMetadata()
            .build();
    return WorkloadView.of(deployment);
  }

  private void assessed(WorkloadView view, WorkloadState state, Map<String, String> owners) {
    notifier.assessed(
        view, Map.of("app", new WorkloadStatus("Deployment", "web", state, null, null)), owners);
  }

  private List<String> takeWoken() {
    List<String> taken = List.copyOf(woken);
    woken.clear();
    return taken;
  }

  @Test
  void ownerHearsOfEachStateOnce() {
    assessed(recorded("Started"), WorkloadState.ROLLING_OUT, OWNERS);
    assertThat(takeWoken()).containsExactly("OrientSecret/app");

    assessed(recorded("Started"), WorkloadState.ROLLING_OUT, OWNERS);
    assertThat(takeWoken()).isEmpty();

    assessed(recorded("Done"), WorkloadState.DONE, OWNERS);
    assertThat(takeWoken()).containsExactly("OrientSecret/app");
  }

  /** It may look between the two, and puts keys back by the record only. */
  @Test
  void ownerWhoHeardOfAFailureHearsOfItAgainOnceItIsOnRecord() {
    assessed(recorded("Started"), WorkloadState.FAILED, OWNERS);
    takeWoken();

    assessed(recorded("Failed"), WorkloadState.FAILED, OWNERS);
    assertThat(takeWoken()).containsExactly("OrientSecret/app");

    assessed(recorded("Failed"), WorkloadState.FAILED, OWNERS);
    assertThat(takeWoken()).isEmpty();
  }

  @Test
  void ownerHearsThatItLostAUser() {
    assessed(recorded("Done"), WorkloadState.DONE, OWNERS);
    takeWoken();

    assessed(recorded("Done"), WorkloadState.DONE, Map.of());
    assertThat(takeWoken()).containsExactly("OrientSecret/app");

    assessed(recorded("Done"), WorkloadState.DONE, OWNERS);
    takeWoken();
    notifier.gone(recorded("Done").workload().id());
    assertThat(takeWoken()).containsExactly("OrientSecret/app");
  }
}
