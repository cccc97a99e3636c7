package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.sync.SyncOutcome;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyncLatencyTest {

  private static final String CONTROLLER = "orientsecret";
  private static final SyncOutcome WRITTEN = new SyncOutcome.Synced(List.of(), true, "");
  private static final SyncOutcome SAME = new SyncOutcome.Synced(List.of(), false, "");
  private static final SyncOutcome AWAY = new SyncOutcome.Postponed("StoreUnavailable", "");

  private final List<Duration> reached = new ArrayList<>();
  private final List<SyncMeter.Result> results = new ArrayList<>();
  private final OrientSecret resource = new OrientSecret();
  private final ResourceID id = new ResourceID("app", "shop");
  private Duration now = Duration.ofSeconds(100);
  private final SyncLatency latency = new SyncLatency(new Recorder(), () -> now.toNanos());

  SyncLatencyTest() {
    resource.setMetadata(new ObjectMetaBuilder().withNamespace("shop").withName("app").build());
    latency.lead();
  }

  @Test
  void countsFromWhenTheChangeWasMade() {
    latency.changed(CONTROLLER, id, Duration.ofMillis(300));
    pass(Duration.ofMillis(700));
    reconcile(WRITTEN);

    assertThat(reached).containsExactly(Duration.ofSeconds(1));
    assertThat(results).containsExactly(SyncMeter.Result.SYNCED);
  }

  @Test
  void theFirstOfSeveralChangesCountsAndEachIsMeasuredOnce() {
    latency.changed(CONTROLLER, id, Duration.ZERO);
    pass(Duration.ofSeconds(2));
    latency.changed(CONTROLLER, id, Duration.ZERO);
    reconcile(WRITTEN);
    reconcile(WRITTEN);

    assertThat(reached).containsExactly(Duration.ofSeconds(2));
  }

  @Test
  void ofWhatAFormerLeaderHasDoneOnlyTheNewestChangeMayBeOpen() {
    SyncLatency standby = new SyncLatency(new Recorder(), () -> now.toNanos());
    standby.changed(CONTROLLER, id, Duration.ZERO);
    pass(Duration.ofHours(1));
    standby.changed(CONTROLLER, id, Duration.ZERO);
    pass(Duration.ofSeconds(15));
    standby.lead();
    standby.begins(CONTROLLER, id);
    standby.ended(resource, WRITTEN);

    assertThat(reached).containsExactly(Duration.ofSeconds(15));
  }

  @Test
  void aWriteThatFollowsNoChangeIsNotMeasured() {
    reconcile(WRITTEN);

    assertThat(reached).isEmpty();
  }

  @Test
  void aChangeThatAsksForNoWriteIsForgotten() {
    latency.changed(CONTROLLER, id, Duration.ZERO);
    reconcile(SAME);
    pass(Duration.ofHours(1));
    reconcile(WRITTEN);

    assertThat(reached).isEmpty();
  }

  @Test
  void aChangeThatCameTooLateForAReconciliationCountsForTheNext() {
    latency.begins(CONTROLLER, id);
    latency.changed(CONTROLLER, id, Duration.ZERO);
    latency.ended(resource, SAME);
    latency.ends(CONTROLLER, id);
    pass(Duration.ofSeconds(3));
    reconcile(WRITTEN);

    assertThat(reached).containsExactly(Duration.ofSeconds(3));
  }

  @Test
  void anOutageOrAnErrorInBetweenCountsInFull() {
    latency.changed(CONTROLLER, id, Duration.ZERO);
    reconcile(AWAY);
    pass(Duration.ofSeconds(5));
    latency.begins(CONTROLLER, id);
    // It throws, so there is no outcome.
    latency.ends(CONTROLLER, id);
    pass(Duration.ofSeconds(5));
    reconcile(WRITTEN);

    assertThat(reached).containsExactly(Duration.ofSeconds(10));
    assertThat(results).containsExactly(SyncMeter.Result.POSTPONED, SyncMeter.Result.SYNCED);
  }

  private void reconcile(SyncOutcome outcome) {
    latency.begins(CONTROLLER, id);
    latency.ended(resource, outcome);
    latency.ends(CONTROLLER, id);
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private final class Recorder implements SyncMeter {
    @Override
    public void ended(String controller, Result result) {
      results.add(result);
    }

    @Override
    public void reached(String controller, Duration sinceChange) {
      assertThat(controller).isEqualTo(CONTROLLER);
      reached.add(sinceChange);
    }
  }
}
