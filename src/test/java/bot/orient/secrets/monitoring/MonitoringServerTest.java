package bot.orient.secrets.monitoring;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.testing.PlantedValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MonitoringServerTest {

  private final Health health = new Health();
  private final MonitoringServer server = MonitoringServer.start(0, health, () -> "a_metric 1\n");
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void probesAnswerByTheirStatus() throws Exception {
    assertThat(get("/livez").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body()).isEqualTo("operator failed\n");

    health.started();
    assertThat(get("/readyz?verbose").statusCode()).isEqualTo(200);

    health.mustLive("feed", () -> false);
    assertThat(get("/livez").statusCode()).isEqualTo(503);
  }

  @Test
  void metricsAreInTheTextFormatOfPrometheus() throws Exception {
    HttpResponse<String> metrics = get("/metrics");

    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(metrics.body()).isEqualTo("a_metric 1\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/metrics/", "/healthz", "/LIVEZ", "/livez/../v1/secrets"})
  void anyOtherPathIsNotFound(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"})
  void anyOtherMethodIsRefused(String method) throws Exception {
    HttpResponse<String> refused =
        client.send(
            request("/metrics").method(method, BodyPublishers.ofString("x")).build(),
            BodyHandlers.ofString());

    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(refused.headers().firstValue("Allow")).contains("GET, HEAD");
  }

  @Test
  void nothingThatWasSentIsSentBack() throws Exception {
    PlantedValue value = PlantedValue.plant("sent to the probes");
    assertThat(get("/" + value.text()).body()).doesNotContain(value.text());
    assertThat(get("/readyz?" + value.text()).body()).doesNotContain(value.text());
    assertThat(raw("GET /" + value.text() + " HTTP/9.9\r\n\r\n")).doesNotContain(value.text());
    assertThat(raw(value.text() + "\r\n\r\n")).startsWith("HTTP/1.1 ").doesNotContain(value.text());
    assertThat(raw("GET /livez HTTP/1.1\r\nHost: a\r\nX: " + value.text().repeat(900) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431")
        .doesNotContain(value.text());
  }

  @Test
  void clientsThatSayNothingDoNotKeepProbesWaiting() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 32; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        silent.add(socket);
        socket.getOutputStream().write("GET /livez HTT".getBytes(US_ASCII));
      }
      assertThat(get("/livez").statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void aPortThatIsTakenIsToldByTheNameOfItsSetting() {
    assertThatThrownBy(() -> MonitoringServer.start(server.port(), health, () -> ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("ORIENT_MONITORING_PORT: cannot serve on port " + server.port());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  private String raw(String bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write(bytes.getBytes(US_ASCII));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }
}
