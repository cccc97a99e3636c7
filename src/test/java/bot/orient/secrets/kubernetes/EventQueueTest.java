package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventQueueTest {

  private final List<String> written = new CopyOnWriteArrayList<>();
  private final List<Long> pauses = new CopyOnWriteArrayList<>();
  private volatile boolean busy;
  private final CountDownLatch open = new CountDownLatch(1);
  private final EventQueue queue =
      new EventQueue(
          event -> {
            awaitQuietly(open);
            written.add(event.getReason());
          },
          () -> busy,
          nanos -> {
            if (nanos > 0) {
              pauses.add(nanos);
            }
          });

  @AfterEach
  void close() {
    open.countDown();
    queue.close();
  }

  @Test
  void nobodyWaitsForAnEventAndTheyAreWrittenInOrder() {
    add(20);
    assertThat(written).isEmpty();

    open.countDown();

    await("all events").atMost(Duration.ofMinutes(1)).until(() -> written.size() == 20);
    assertThat(written).isEqualTo(numbers(20));
  }

  @Test
  void onlyWhileThereIsOtherWorkAndAfterABurstTheyAreWrittenSlowly() {
    open.countDown();
    add(150);
    await("all events").atMost(Duration.ofMinutes(1)).until(() -> written.size() == 150);
    assertThat(pauses).isEmpty();

    busy = true;
    add(150);

    await("all events").atMost(Duration.ofMinutes(1)).until(() -> written.size() == 300);
    assertThat(pauses).isNotEmpty().hasSizeLessThanOrEqualTo(50);
  }

  @Test
  void whatWaitsAtTheEndIsWrittenHoweverBusyItIs() {
    busy = true;
    add(300);
    open.countDown();

    queue.close();

    assertThat(written).isEqualTo(numbers(300));
  }

  @Test
  void noneIsLostWhenMoreComeThanMayWait() throws InterruptedException {
    Thread hasMany = new Thread(() -> add(5100));
    hasMany.start();
    await("the one with too many to write one")
        .atMost(Duration.ofMinutes(1))
        .until(() -> hasMany.getState() == Thread.State.WAITING);

    open.countDown();
    hasMany.join();
    queue.close();

    assertThat(written).containsExactlyInAnyOrderElementsOf(numbers(5100));
  }

  private void add(int count) {
    numbers(count).forEach(number -> queue.add(event(number)));
  }

  private static Event event(String reason) {
    return new EventBuilder().withReason(reason).build();
  }

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
