package bot.orient.secrets.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.crypto.KeyEncryptionKeys;
import bot.orient.secrets.crypto.KeyServiceUnavailableException;
import bot.orient.secrets.testing.TestKmsPlugin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KmsKekProviderTest {

  @TempDir private Path directory;

  private final ByHand watch = new ByHand();
  private TestKmsPlugin server;
  private KmsKekProvider provider;

  @BeforeEach
  void start() {
    server = TestKmsPlugin.start(directory.resolve("kms.sock"));
    provider = new KmsKekProvider(KmsEndpoint.parse(server.endpoint()), watch);
  }

  @AfterEach
  void stop() {
    provider.close();
    server.close();
  }

  @Test
  void noticesARotationAtItsNextLook() {
    KeyEncryptionKeys keys = provider.load();
    assertThat(keys.activeId()).isEqualTo("kms:key-1");
    server.rotateTo("key-2");

    watch.runNext();

    assertThat(keys.activeId()).isEqualTo("kms:key-2");
    assertThat(keys.has("kms:key-1")).isTrue();
  }

  @Test
  void looksEveryMinuteAndEveryTenSecondsWhileThePluginIsUnwellOrAway() {
    provider.load();
    server.sayUnwell("no");
    watch.runNext();
    server.stop();
    watch.runNext();
    server.start();
    server.behave();
    watch.runNextUntilWell();

    assertThat(watch.delays)
        .startsWith(Duration.ofMinutes(1), Duration.ofSeconds(10), Duration.ofSeconds(10))
        .endsWith(Duration.ofMinutes(1));
  }

  @Test
  void isWatchedOnceHoweverOftenItIsLoaded() {
    KeyEncryptionKeys keys = provider.load();

    assertThat(provider.load()).isSameAs(keys);
    assertThat(watch.delays).hasSize(1);
  }

  @Test
  void unwellPluginThatNamesNoKeyIsNotLoaded() {
    server.answerStatus(answer -> answer.toBuilder().setHealthz("starting").clearKeyId().build());

    assertThatThrownBy(() -> provider.load())
        .isInstanceOf(KeyServiceUnavailableException.class)
        .hasMessageContaining("'starting'");
    server.behave();
    assertThat(provider.load().activeId()).isEqualTo("kms:key-1");
  }

  @Test
  void watchEndsWithTheProvider() {
    provider.load();

    provider.close();

    assertThat(watch.isShutdown()).isTrue();
    watch.runNext();
    assertThat(watch.delays).hasSize(1);
  }

  /** Keeps what is scheduled, for the test to run. */
  private static final class ByHand extends ScheduledThreadPoolExecutor {

    private final List<Duration> delays = new ArrayList<>();
    private Runnable next = () -> {};

    ByHand() {
      super(0);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      if (!isShutdown()) {
        delays.add(Duration.of(delay, unit.toChronoUnit()));
        next = task;
      }
      return null;
    }

    void runNext() {
      next.run();
    }

    /** The calls rest for a second after a failure. */
    void runNextUntilWell() {
      await()
          .until(
              () -> {
                runNext();
                return delays.get(delays.size() - 1).equals(Duration.ofMinutes(1));
              });
    }
  }
}
