package bot.orient.secrets.kubernetes;

import static java.net.HttpURLConnection.HTTP_FORBIDDEN;
import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.sync.RestartSettings;
import bot.orient.secrets.sync.WorkloadId;
import bot.orient.secrets.testing.TestClock;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RolloutSlotsTest {

  private static final WorkloadId WEB = new WorkloadId("Deployment", "team", "web");
  private static final WorkloadId WORKER = new WorkloadId("Deployment", "team", "worker");
  private static final Instant DUE = Instant.parse("2026-11-23T18:00:00Z");

  private final List<WorkloadId> underWay = new ArrayList<>();
  private Instant now = DUE.plusSeconds(10);
  private final RolloutSlots slots =
      new RolloutSlots(
          new RestartSettings(Duration.ZERO, 1, 1, Duration.ofMinutes(10)),
          () -> underWay,
          TestClock.showing(() -> now));

  @BeforeEach
  void open() {
    slots.open();
  }

  @Test
  void countsARolloutThatTheCacheDoesNotTellOfYet() {
    assertThat(slots.take(WEB, "1", DUE)).isTrue();
    slots.seen(WEB, "1");
    assertThat(slots.take(WORKER, "7", DUE)).isFalse();
  }

  @Test
  void leavesTheCountToTheCacheOnceThatHasAnotherVersion() {
    slots.take(WEB, "1", DUE);
    slots.seen(WEB, "2");
    assertThat(slots.take(WORKER, "7", DUE)).isTrue();
  }

  @Test
  void countsARolloutWhoseBeginningIsNotKnownUntilTheCacheWouldTell() {
    slots.take(WEB, "1", DUE);
    slots.failed(WEB, new KubernetesClientException("timeout"));
    assertThat(slots.take(WORKER, "7", DUE)).isFalse();
    now = now.plusSeconds(30);
    assertThat(slots.next()).containsExactly(WORKER);
    assertThat(slots.take(WORKER, "7", DUE)).isTrue();
  }

  @Test
  void forgetsARolloutThatWasRefused() {
    slots.take(WEB, "1", DUE);
    slots.failed(WEB, new KubernetesClientException("no", HTTP_FORBIDDEN, null));
    assertThat(slots.take(WORKER, "7", DUE)).isTrue();
  }
}
