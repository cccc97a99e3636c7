package bot.orient.secrets.store;

import static bot.orient.secrets.store.StoreFixture.ALICE;
import static bot.orient.secrets.store.StoreFixture.put;
import static bot.orient.secrets.store.StoreFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes by one replica that the other reads, in an old scope and in new ones, without a pause. A
 * failure of any call and any wrong value is kept.
 */
final class StoreTraffic implements AutoCloseable {

  private final PostgresSecretStore writer;
  private final PostgresSecretStore reader;
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final AtomicLong rounds = new AtomicLong();
  private final Thread thread = new Thread(this::run, "traffic");
  private volatile boolean closing;

  StoreTraffic(PostgresSecretStore writer, PostgresSecretStore reader) {
    this.writer = writer;
    this.reader = reader;
    thread.start();
  }

  private void run() {
    while (!closing) {
      long round = rounds.get();
      try {
        exchange("shop", "TRAFFIC", "value-" + round);
        exchange("fresh-" + round, "TRAFFIC", "value-" + round);
      } catch (RuntimeException | AssertionError e) {
        failures.add(e);
      }
      rounds.incrementAndGet();
    }
  }

  private void exchange(String scope, String key, String value) {
    assertThat(writer.put(put(scope, key, value), ALICE)).isInstanceOf(PutResult.Written.class);
    assertThat(text(reader.read(scope, List.of(key)).get(key))).isEqualTo(value);
  }

  void awaitRounds(int more) {
    long goal = rounds.get() + more;
    await("traffic").atMost(Duration.ofSeconds(60)).until(() -> rounds.get() >= goal);
  }

  void assertNoFailure() {
    assertThat(failures).isEmpty();
  }

  @Override
  public void close() throws InterruptedException {
    closing = true;
    thread.join();
  }
}
