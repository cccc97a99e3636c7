package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.sun.net.httpserver.HttpServer;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SilenceAwareHttpClientTest {

  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration LONG = Duration.ofMinutes(1);

  private final AtomicInteger built = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);
  private HttpServer server;
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext(
        "/answers",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.createContext(
        "/silent",
        exchange -> {
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    server.createContext(
        "/breaks-off",
        exchange -> {
          exchange.sendResponseHeaders(200, 1_000);
          exchange.getResponseBody().write(new byte[10]);
          exchange.getResponseBody().flush();
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    server.start();
    client = new SilenceAwareHttpClient(counting(HttpClient.newBuilder()), SHORT);
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
  }

  private HttpClient.Builder counting(HttpClient.Builder builder) {
    return (HttpClient.Builder)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {HttpClient.Builder.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("build")) {
                built.incrementAndGet();
              }
              return method.invoke(builder, arguments);
            });
  }

  private HttpRequest request(String path, Duration timeout) {
    return request(path).timeout(timeout).build();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path));
  }

  @Test
  void goesOnWithTheSameConnectionsAsLongAsTheyAnswer() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(answered()).isEqualTo(204);
    }

    assertThat(built).hasValue(1);
  }

  @Test
  void takesNewConnectionsAfterARequestThatNobodyAnswered() throws Exception {
    assertThatThrownBy(
            () -> client.sendAsync(request("/silent", SHORT), BodyHandlers.discarding()).join())
        .hasCauseInstanceOf(HttpTimeoutException.class);
    await().untilAtomic(built, equalTo(2));
    assertThatThrownBy(() -> client.send(request("/silent", SHORT), BodyHandlers.discarding()))
        .isInstanceOf(HttpTimeoutException.class);

    assertThat(built).hasValue(3);
    assertThat(answered()).isEqualTo(204);
    assertThat(built).hasValue(3);
  }

  @Test
  void manyUnansweredOnesOfTheSameConnectionsTakeNewOnesOnce() throws Exception {
    List<CompletableFuture<HttpResponse<Void>>> answers =
        IntStream.range(0, 5)
            .mapToObj(i -> client.sendAsync(request("/silent", SHORT), BodyHandlers.discarding()))
            .toList();

    answers.forEach(answer -> assertThatThrownBy(answer::join));

    await().untilAtomic(built, equalTo(2));
    assertThat(answered()).isEqualTo(204);
    assertThat(built).hasValue(2);
  }

  @Test
  void slowAnswerCostsNoConnectionWhileOthersAreAnswered() throws Exception {
    CompletableFuture<HttpResponse<Void>> slow =
        client.sendAsync(request("/silent", Duration.ofSeconds(1)), BodyHandlers.discarding());
    while (!slow.isDone()) {
      answered();
    }

    assertThatThrownBy(slow::join).hasCauseInstanceOf(HttpTimeoutException.class);
    // What becomes of the connection is decided right after the answer.
    Thread.sleep(200);
    assertThat(built).hasValue(1);
  }

  @Test
  void answerThatBreaksOffFailsAndTakesNewConnections() throws Exception {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request("/breaks-off", Duration.ofSeconds(2)), BodyHandlers.ofByteArray());

    assertThatThrownBy(answer::join)
        .rootCause()
        .isInstanceOf(HttpTimeoutException.class)
        .hasMessageContaining("broke off");
    assertThat(built).hasValue(2);
    assertThat(answered()).isEqualTo(204);
  }

  @Test
  void answerWithoutATimeOutIsGivenUpAfterTheLongestSilence() {
    CompletableFuture<HttpResponse<byte[]>> watch =
        client.sendAsync(request("/breaks-off").build(), BodyHandlers.ofByteArray());

    assertThatThrownBy(watch::join).rootCause().isInstanceOf(HttpTimeoutException.class);
    assertThat(built).hasValue(2);
  }

  @Test
  void refusedConnectionIsNoSilence() {
    server.stop(0);

    assertThatThrownBy(this::answered).isNotInstanceOf(HttpTimeoutException.class);

    assertThat(built).hasValue(1);
  }

  private int answered() throws Exception {
    return client.send(request("/answers", LONG), BodyHandlers.discarding()).statusCode();
  }
}
