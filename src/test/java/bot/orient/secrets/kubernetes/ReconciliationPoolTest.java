package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReconciliationPoolTest {

  private final ReconciliationPool pool = new ReconciliationPool(1);
  private final List<String> done = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    pool.shutdownNow();
  }

  @Test
  void whatHasBegunEndsAndWhatWaitsDoesNotBegin() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    pool.execute(
        () -> {
          begun.countDown();
          awaitQuietly(goOn);
          done.add("begun");
        });
    pool.execute(() -> done.add("waiting"));
    begun.await();

    pool.shutdown();
    goOn.countDown();

    assertThat(pool.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    assertThat(done).containsExactly("begun");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
