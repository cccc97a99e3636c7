package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ParallelWorkTest {

  private static void await(CyclicBarrier others) {
    try {
      others.await(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Timeout(30)
  void allIsDoneAtOnceWhenItReturns() {
    CyclicBarrier both = new CyclicBarrier(2);
    AtomicInteger done = new AtomicInteger();
    Runnable meeting =
        () -> {
          await(both);
          done.incrementAndGet();
        };

    ParallelWork.carryOut("test", List.of(meeting, meeting));

    assertThat(done).hasValue(2);
  }

  @Test
  @Timeout(30)
  void theFirstFailureIsThrownAsItIsAndWaitsForNobody() {
    CountDownLatch end = new CountDownLatch(1);
    IllegalStateException failure = new IllegalStateException("no such kind");
    Runnable failing =
        () ->
            ParallelWork.carryOut(
                "nested",
                List.of(
                    () -> {
                      throw failure;
                    }));

    assertThatThrownBy(() -> ParallelWork.carryOut("test", List.of(() -> await(end), failing)))
        .isSameAs(failure);
    end.countDown();
  }
}
