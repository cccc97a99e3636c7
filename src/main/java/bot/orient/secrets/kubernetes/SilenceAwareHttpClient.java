package bot.orient.secrets.kubernetes;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * A client that notices when the network has lost a connection without a word, as load balancers do
 * with idle ones. WebSockets are {@linkplain PingedWebSocket pinged}, and an answer that
 * {@linkplain SilenceAwareBodySubscriber breaks off} is given up. After a request that was not
 * answered in time the next ones go by a new connection; Java's own client (17) would send them all
 * by the lost one, until the kernel gives that up after a quarter of an hour.
 */
final class SilenceAwareHttpClient extends HttpClient {

  /**
   * The longest silence of a watch by plain HTTP, which fabric8 (7.8.0) takes where a WebSocket was
   * refused; such a watch has no time-out, and nobody can be pinged. It is begun anew from where it
   * was, so one of something that never changes costs one request in this time.
   */
  static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);

  private final HttpClient.Builder builder;
  private final Duration longestSilence;
  private volatile Connections connections;

  /**
   * @param builder is used for each new connection, and by nobody else
   * @param longestSilence of an answer whose request has no time-out
   */
  SilenceAwareHttpClient(HttpClient.Builder builder, Duration longestSilence) {
    this.builder = builder;
    this.longestSilence = longestSilence;
    this.connections = new Connections(builder.build());
  }

  /** What came by the connections of one client. */
  private static final class Connections {

    private final HttpClient client;
    private volatile long lastSign = System.nanoTime();

    Connections(HttpClient client) {
      this.client = client;
    }

    void sign() {
      lastSign = System.nanoTime();
    }

    boolean silentSince(long time) {
      return time - lastSign >= 0;
    }
  }

  private void ended(Connections used, long begun, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause == null) {
      used.sign();
    } else if (cause instanceof HttpTimeoutException
        && !(cause instanceof HttpConnectTimeoutException)) {
      renew(used, begun);
    }
  }

  /** Not if others were answered since: then the API server is slow, and its connection works. */
  private synchronized void renew(Connections used, long begun) {
    if (connections == used && used.silentSince(begun)) {
      connections = new Connections(builder.build());
    }
  }

  private <T> HttpResponse.BodyHandler<T> aware(
      Connections used, HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    return response -> {
      AtomicLong last = new AtomicLong(System.nanoTime());
      return new SilenceAwareBodySubscriber<>(
          handler.apply(response),
          request.timeout().orElse(longestSilence),
          () -> {
            used.sign();
            last.set(System.nanoTime());
          },
          () -> renew(used, last.get()));
    };
  }

  @Override
  public WebSocket.Builder newWebSocketBuilder() {
    return new PingingBuilder(connections.client.newWebSocketBuilder());
  }

  private record PingingBuilder(WebSocket.Builder builder) implements WebSocket.Builder {

    @Override
    public CompletableFuture<WebSocket> buildAsync(URI uri, WebSocket.Listener listener) {
      return builder.buildAsync(
          uri, new PingedWebSocket(uri.getPath(), listener, PingedWebSocket.PAUSE));
    }

    @Override
    public WebSocket.Builder header(String name, String value) {
      builder.header(name, value);
      return this;
    }

    @Override
    public WebSocket.Builder connectTimeout(Duration timeout) {
      builder.connectTimeout(timeout);
      return this;
    }

    @Override
    public WebSocket.Builder subprotocols(String mostPreferred, String... lesserPreferred) {
      builder.subprotocols(mostPreferred, lesserPreferred);
      return this;
    }
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException, InterruptedException {
    Connections used = connections;
    long begun = System.nanoTime();
    try {
      HttpResponse<T> answer = used.client.send(request, aware(used, request, handler));
      used.sign();
      return answer;
    } catch (HttpTimeoutException e) {
      ended(used, begun, e);
      throw e;
    }
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    return sendAsync(request, handler, null);
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request,
      HttpResponse.BodyHandler<T> handler,
      HttpResponse.PushPromiseHandler<T> pushes) {
    Connections used = connections;
    long begun = System.nanoTime();
    CompletableFuture<HttpResponse<T>> answer =
        used.client.sendAsync(request, aware(used, request, handler), pushes);
    answer.whenComplete((response, failure) -> ended(used, begun, failure));
    // This one and no other: to cancel it ends the request.
    return answer;
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return connections.client.cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return connections.client.connectTimeout();
  }

  @Override
  public Redirect followRedirects() {
    return connections.client.followRedirects();
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return connections.client.proxy();
  }

  @Override
  public SSLContext sslContext() {
    return connections.client.sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return connections.client.sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return connections.client.authenticator();
  }

  @Override
  public Version version() {
    return connections.client.version();
  }

  @Override
  public Optional<Executor> executor() {
    return connections.client.executor();
  }
}
