package bot.orient.secrets.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class HealthTest {

  private final AtomicBoolean feed = new AtomicBoolean(true);
  private final AtomicBoolean watches = new AtomicBoolean(true);
  private final AtomicBoolean store = new AtomicBoolean(true);
  private final Health health = new Health();

  HealthTest() {
    health.mustLive("feed", feed::get);
    health.mustHold("watches", watches::get);
    health.worthALook("store", store::get);
  }

  @Test
  void aliveAndNotReadyWhileItStarts() {
    assertThat(health.live().well()).isTrue();
    assertThat(health.ready().well()).isFalse();
    assertThat(health.ready().lines()).contains("operator failed", "watches ok");
  }

  @Test
  void readyOnceItIsStartedAndEveryConditionHolds() {
    health.started();
    assertThat(health.ready().well()).isTrue();

    watches.set(false);
    assertThat(health.ready().well()).isFalse();
    assertThat(health.live().well()).as("alive all the same").isTrue();
  }

  @Test
  void aStoreThatWentAwayIsToldAndDecidesNothing() {
    health.started();
    store.set(false);

    assertThat(health.ready().well()).isTrue();
    assertThat(health.ready().lines()).contains("store failed (does not count)");
    assertThat(health.live().well()).isTrue();
  }

  @Test
  void aThreadThatDiedIsTheEnd() {
    health.started();
    feed.set(false);

    assertThat(health.live().well()).isFalse();
    assertThat(health.live().text()).isEqualTo("feed failed\n");
  }

  @Test
  void whileItStopsItsThreadsMayEndAndNoCallComesHere() {
    health.started();
    health.stopping();
    feed.set(false);

    assertThat(health.live().well()).isTrue();
    assertThat(health.ready().well()).isFalse();
  }

  @Test
  void aCheckThatThrowsHasNotPassed() {
    health.started();
    health.mustHold(
        "broken",
        () -> {
          throw new IllegalStateException("not started");
        });

    assertThat(health.ready().lines()).contains("broken failed");
    assertThat(health.ready().well()).isFalse();
  }
}
