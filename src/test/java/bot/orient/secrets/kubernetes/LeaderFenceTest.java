package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LeaderFenceTest {

  private static final Duration DEADLINE = Duration.ofHours(1);

  private final LeaderFence fence = new LeaderFence(DEADLINE);

  @Test
  void nothingPassesBeforeTheFirstRenewal() {
    assertClosed();
  }

  @Test
  void renewalLetsWritesPass() {
    fence.renewed(Moment.now());

    assertThat(fence.isOpen()).isTrue();
    assertThat(fence.left()).isPositive().isLessThanOrEqualTo(DEADLINE);
    assertThatNoException().isThrownBy(fence::check);
  }

  @Test
  void renewalCountsFromWhenItWasAskedFor() {
    fence.renewed(ago(DEADLINE, DEADLINE));

    assertClosed();
  }

  @Test
  void eitherClockEndsIt() {
    fence.renewed(ago(DEADLINE, Duration.ZERO));
    assertClosed();

    fence.renewed(ago(Duration.ZERO, DEADLINE));
    assertClosed();
  }

  @Test
  void wallClockThatIsSetBackDoesNotMakeItLonger() {
    fence.renewed(ago(DEADLINE, DEADLINE.negated()));

    assertClosed();
  }

  @Test
  void onceShutNoRenewalOpensItAgain() {
    fence.shut();
    fence.renewed(Moment.now());

    assertClosed();
  }

  /** The client would repeat it on a thread where a refusal reaches nobody. */
  @Test
  void writeThatTheApiServerIsTooBusyForEndsWhileTheFenceCloses() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    HttpServer busy =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    busy.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          fence.shut();
          exchange.sendResponseHeaders(503, -1);
          exchange.close();
        });
    busy.start();
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + busy.getAddress().getPort())
            .build();
    try (KubernetesClient plain = new KubernetesClientBuilder().withConfig(config).build();
        KubernetesClient fenced = fence.around(plain)) {
      fence.renewed(Moment.now());
      CompletableFuture<?> write =
          CompletableFuture.supplyAsync(() -> fenced.resource(configMap()).create());

      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> write.get(1, TimeUnit.MINUTES))
          .withCauseInstanceOf(KubernetesClientException.class);
      assertThat(requests).hasValue(1);
    } finally {
      busy.stop(0);
    }
  }

  private static ConfigMap configMap() {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("app")
        .endMetadata()
        .build();
  }

  private void assertClosed() {
    assertThat(fence.isOpen()).isFalse();
    assertThat(fence.left()).isZero();
    assertThatExceptionOfType(LeadershipLostException.class)
        .isThrownBy(fence::check)
        .withMessageContaining("does not lead");
  }

  private static Moment ago(Duration monotonic, Duration wall) {
    Moment now = Moment.now();
    return new Moment(now.nanos() - monotonic.toNanos(), now.epochMillis() - wall.toMillis());
  }
}
