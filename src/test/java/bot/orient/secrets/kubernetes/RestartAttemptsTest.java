package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import bot.orient.secrets.sync.Baseline;
import bot.orient.secrets.sync.RestartDecision.Restart;
import bot.orient.secrets.sync.WorkloadId;
import bot.orient.secrets.sync.WorkloadView;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestartAttemptsTest {

  private static final WorkloadId WEB = new WorkloadId("StatefulSet", "team", "web");

  private final RestartAttempts attempts = new RestartAttempts();

  private static Restart to(String fingerprint) {
    Baseline baseline = Baseline.parse("{\"app/A\":\"" + fingerprint + "\"}").orElseThrow();
    return new Restart(baseline, "hash", List.of("app/A"), baseline);
  }

  private void begin(int times, Restart restart) {
    for (int i = 0; i < times; i++) {
      assertThat(attempts.areSpent(WEB, restart)).as("after %d", i).isFalse();
      attempts.begun(WEB, restart);
    }
  }

  @Test
  void areSpentAfterThreeRestartsForTheSameValues() {
    begin(3, to("v2"));
    assertThat(attempts.areSpent(WEB, to("v2"))).isTrue();
    assertThat(attempts.areSpent(new WorkloadId("StatefulSet", "team", "db"), to("v2"))).isFalse();
  }

  @Test
  void nobodyWaitsForAWorkloadThatHasSpentThem() {
    WorkloadView web =
        WorkloadView.of(
            new StatefulSetBuilder()
                .withNewMetadata()
                .withNamespace("team")
                .withName("web")
                .endMetadata()
                .build());
    assertThat(attempts.seenByOthers(web)).isEqualTo(web);
    begin(3, to("v2"));
    assertThat(attempts.seenByOthers(web).obstacle()).contains(RestartAttempts.SPENT);
  }

  @Test
  void areCountedAnewForOtherValues() {
    begin(3, to("v2"));
    begin(3, to("v3"));
    assertThat(attempts.areSpent(WEB, to("v3"))).isTrue();
  }

  @Test
  void areForgottenOnceOneGotThrough() {
    begin(3, to("v2"));
    attempts.forget(WEB);
    assertThat(attempts.areSpent(WEB, to("v2"))).isFalse();
  }
}
