package bot.orient.secrets.monitoring;

import java.net.HttpURLConnection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Three pages to read, and nothing else. */
final class MonitoringHandler extends Handler.Abstract {

  /** The text format of Prometheus, which every version of it reads. */
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final Map<String, Supplier<MonitoringAnswer>> pages;

  MonitoringHandler(Health health, Supplier<String> metrics) {
    this.pages =
        Map.of(
            "/livez", () -> probe(health.live()),
            "/readyz", () -> probe(health.ready()),
            "/metrics",
                () -> new MonitoringAnswer(HttpURLConnection.HTTP_OK, PROMETHEUS, metrics.get()));
  }

  private static MonitoringAnswer probe(HealthReport report) {
    return MonitoringAnswer.text(
        report.well() ? HttpURLConnection.HTTP_OK : HttpURLConnection.HTTP_UNAVAILABLE,
        report.text());
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Supplier<MonitoringAnswer> page = pages.get(request.getHttpURI().getPath());
    if (page == null) {
      send(
          MonitoringAnswer.text(
              HttpURLConnection.HTTP_NOT_FOUND, "there are /livez, /readyz and /metrics\n"),
          response,
          callback);
    } else if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
      response.getHeaders().put("Allow", "GET, HEAD");
      send(
          MonitoringAnswer.text(HttpURLConnection.HTTP_BAD_METHOD, "only GET\n"),
          response,
          callback);
    } else {
      send(page.get(), response, callback);
    }
    return true;
  }

  static void send(MonitoringAnswer answer, Response response, Callback callback) {
    response.setStatus(answer.status());
    response.getHeaders().put("Content-Type", answer.contentType());
    response.getHeaders().put("Cache-Control", "no-store");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    response.write(true, ByteBuffer.wrap(answer.body().getBytes(StandardCharsets.UTF_8)), callback);
  }
}
