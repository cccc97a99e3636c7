package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReconciliationPoolTest {

  private final AtomicLong nanos = new AtomicLong();
  private final ReconciliationPool pool = new ReconciliationPool(1, nanos::get);
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

  @Test
  void whatAChangeConcernsGoesFirstWhetherItWaitsAlreadyOrIsYetToCome() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    pool.execute(() -> awaitQuietly(goOn));
    submit("first");
    submit("second");
    submit("third");

    pool.hurry("orientsecret", id("third"));
    pool.hurry("orientsecret", id("fourth"));
    submit("fourth");
    pool.hurry("providerdefaults", id("second"));
    assertThat(pool.waiting()).isEqualTo(4);
    finish(goOn);

    assertThat(done).containsExactly("third", "fourth", "first", "second");
  }

  @Test
  void nextTimeItWaitsForItsTurnAgain() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    pool.hurry("orientsecret", id("hurried"));
    submit("hurried");
    pool.execute(begun::countDown);
    begun.await();
    CountDownLatch goOn = new CountDownLatch(1);
    pool.execute(() -> awaitQuietly(goOn));
    submit("other");
    submit("hurried");
    finish(goOn);

    assertThat(done).containsExactly("hurried", "other", "hurried");
  }

  /** The change may have come after it read the store. */
  @Test
  void changeWhileItIsLookedAtLetsItGoFirstOnceMore() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    pool.submitting("orientsecret", id("hurried"));
    pool.execute(
        () -> {
          begun.countDown();
          awaitQuietly(goOn);
        });
    begun.await();
    pool.hurry("orientsecret", id("hurried"));
    submit("other");
    submit("hurried");
    finish(goOn);

    assertThat(done).containsExactly("hurried", "other");
  }

  /** For hours a standby was told of changes that the leader brought to Secrets. */
  @Test
  void changeOfLongAgoIsNoHurry() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    pool.execute(() -> awaitQuietly(goOn));
    pool.hurry("orientsecret", id("long-ago"));
    nanos.addAndGet(Duration.ofMinutes(3).toNanos());
    pool.hurry("orientsecret", id("just-now"));
    submit("other");
    submit("long-ago");
    submit("just-now");
    finish(goOn);

    assertThat(done).containsExactly("just-now", "other", "long-ago");
  }

  /** JOSDK would never look at the resource again. */
  @Test
  void whatBreaksOffIsBegunAgain() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    AtomicInteger runs = new AtomicInteger();
    pool.submitting("orientsecret", id("recreated"));
    pool.execute(
        () -> {
          switch (runs.incrementAndGet()) {
            case 1 -> throw new IllegalStateException("neither in the cache nor deleted");
            case 2 -> throw new StackOverflowError();
            default -> ended.countDown();
          }
        });

    assertThat(ended.await(1, TimeUnit.MINUTES)).isTrue();
  }

  private void submit(String name) {
    pool.submitting("orientsecret", id(name));
    pool.execute(() -> done.add(name));
  }

  private static ResourceID id(String name) {
    return new ResourceID(name, "shop");
  }

  /** All that waits is done, since the last one is in nobody's way. */
  private void finish(CountDownLatch goOn) throws InterruptedException {
    CountDownLatch last = new CountDownLatch(1);
    pool.execute(last::countDown);
    goOn.countDown();
    assertThat(last.await(1, TimeUnit.MINUTES)).isTrue();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
