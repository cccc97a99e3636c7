package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.sync.WorkloadId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LaterLooksTest {

  private static final WorkloadId WEB = new WorkloadId("Deployment", "shop", "web");
  private static final WorkloadId LAST = new WorkloadId("Deployment", "shop", "last");

  private final List<WorkloadId> woken = new CopyOnWriteArrayList<>();
  private final LaterLooks looks = new LaterLooks(woken::add);

  @AfterEach
  void close() {
    looks.close();
  }

  @Test
  void wakesWhenTheTimeHasCome() {
    plan(WEB, 10);

    awaitLast();
    assertThat(woken).containsExactly(WEB, LAST);
  }

  @Test
  void laterPlanTakesThePlaceOfTheOneBefore() {
    plan(WEB, 500);
    plan(WEB, 10);

    awaitLast();
    assertThat(woken).containsExactly(WEB, LAST);
  }

  @Test
  void workloadThatWaitsForNothingAnyMoreIsNotWoken() {
    plan(WEB, 500);
    looks.plan(WEB, Optional.empty());

    awaitLast();
    assertThat(woken).containsExactly(LAST);
  }

  @Test
  void plansAfterTheEndAreForgotten() {
    looks.close();

    assertThatCode(() -> plan(WEB, 0)).doesNotThrowAnyException();
  }

  private void plan(WorkloadId workload, int millis) {
    looks.plan(workload, Optional.of(Duration.ofMillis(millis)));
  }

  /** One thread wakes all, in the order of their times. */
  private void awaitLast() {
    plan(LAST, 600);
    await("the last look").atMost(Duration.ofMinutes(1)).until(() -> woken.contains(LAST));
  }
}
