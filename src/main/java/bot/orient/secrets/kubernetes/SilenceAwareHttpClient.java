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
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * A client that notices when the network has lost a connection without a word, as load balancers do
 * with idle ones. WebSockets are {@linkplain PingedWebSocket pinged}. After a request whose answer
 * did not begin in time the next ones go by a new connection; Java's own client (17) would send
 * them all by the lost one, until the kernel gives that up after a quarter of an hour.
 *
 * <p>Not noticed is the loss of a connection in the middle of an answer, nor that of a watch by
 * HTTP alone, which fabric8 takes where a WebSocket was refused with 503, until it renews that.
 */
final class SilenceAwareHttpClient extends HttpClient {

  private final HttpClient.Builder builder;
  private volatile HttpClient client;

  /**
   * @param builder is used for each new connection, and by nobody else
   */
  SilenceAwareHttpClient(HttpClient.Builder builder) {
    this.builder = builder;
    this.client = builder.build();
  }

  private void answered(HttpClient used, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof HttpTimeoutException && !(cause instanceof HttpConnectTimeoutException)) {
      renew(used);
    }
  }

  private synchronized void renew(HttpClient used) {
    if (client == used) {
      client = builder.build();
    }
  }

  @Override
  public WebSocket.Builder newWebSocketBuilder() {
    return new PingingBuilder(client.newWebSocketBuilder());
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
    HttpClient used = client;
    try {
      return used.send(request, handler);
    } catch (HttpTimeoutException e) {
      answered(used, e);
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
    HttpClient used = client;
    CompletableFuture<HttpResponse<T>> answer = used.sendAsync(request, handler, pushes);
    answer.whenComplete((response, failure) -> answered(used, failure));
    // This one and no other: to cancel it ends the request.
    return answer;
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return client.cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return client.connectTimeout();
  }

  @Override
  public Redirect followRedirects() {
    return client.followRedirects();
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return client.proxy();
  }

  @Override
  public SSLContext sslContext() {
    return client.sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return client.sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return client.authenticator();
  }

  @Override
  public Version version() {
    return client.version();
  }

  @Override
  public Optional<Executor> executor() {
    return client.executor();
  }
}
