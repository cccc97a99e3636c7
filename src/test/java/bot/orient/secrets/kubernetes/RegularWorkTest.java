package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegularWorkTest {

  private final RegularWork regular = new RegularWork();
  private final AtomicInteger times = new AtomicInteger();

  @AfterEach
  void close() {
    regular.close();
  }

  @Test
  void whatFailsIsTriedAgain() {
    regular.every(
        Duration.ofMillis(1),
        "counting",
        () -> {
          times.incrementAndGet();
          throw new IllegalStateException("always");
        });

    await().until(() -> times.get() > 2);
    assertThat(regular.isAlive()).isTrue();
  }

  @Test
  void whatAnErrorEndsIsNotAlive() {
    regular.every(
        Duration.ofMillis(1),
        "ending",
        () -> {
          throw new AssertionError("out of memory, say");
        });

    await().until(() -> !regular.isAlive());
  }

  @Test
  void nothingBeginsOnceItIsClosed() {
    regular.close();
    regular.every(Duration.ofMillis(1), "counting", times::incrementAndGet);

    assertThat(regular.isClosed()).isTrue();
    assertThat(times).hasValue(0);
  }
}
