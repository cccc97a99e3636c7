package bot.orient.secrets.cli.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLException;

/** Over HTTPS, with a bearer token. */
final class HttpApi implements Api {

  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** The server gives a call up before that. */
  private static final Duration ANSWER = Duration.ofSeconds(60);

  private final HttpClient http;
  private final ServerAddress server;
  private final String token;

  HttpApi(ServerAddress server, String token) {
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .sslContext(server.tls())
            .build();
    this.server = server;
    this.token = token;
  }

  @Override
  public Reply send(Call call) {
    try {
      HttpResponse<byte[]> response =
          http.send(request(call), HttpResponse.BodyHandlers.ofByteArray());
      byte[] body = response.body();
      Reply reply =
          new Reply(
              response.statusCode(), response.headers().firstValue("Retry-After"), Json.read(body));
      Arrays.fill(body, (byte) 0);
      return reply;
    } catch (IOException e) {
      throw noAnswer(call, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ClientException.unavailable("interrupted while waiting for the operator");
    } finally {
      call.wipe();
    }
  }

  private HttpRequest request(Call call) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.url() + call.path()))
            .timeout(ANSWER)
            .method(
                call.method(),
                call.body()
                    .map(HttpRequest.BodyPublishers::ofByteArray)
                    .orElseGet(HttpRequest.BodyPublishers::noBody))
            .header("Authorization", "Bearer " + token);
    if (call.body().isPresent()) {
      request.header("Content-Type", "application/json");
    }
    if (!call.headers().isEmpty()) {
      request.headers(call.headers().toArray(String[]::new));
    }
    return request.build();
  }

  private ClientException noAnswer(Call call, IOException failure) {
    String where = "the operator at " + server.url();
    if (failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException) {
      return ClientException.unavailable(
          where + " cannot be reached: check that it runs and that the address is right");
    }
    if (failure instanceof SSLException) {
      return ClientException.unavailable(
          where
              + " is not trusted: "
              + Text.plain(innermost(failure))
              + "; give its certificate with --certificate-authority or --fingerprint");
    }
    String lost =
        failure instanceof HttpTimeoutException
            ? where + " did not answer in " + ANSWER.toSeconds() + " s"
            : "the connection to " + where + " was lost";
    return ClientException.unavailable(
        call.method().equals("GET")
            ? lost + ": try again"
            : lost + ": it may have been done or not, look with 'orientctl history' or 'audit'");
  }

  private static String innermost(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  @Override
  public void close() {
    server.close();
  }
}
