package bot.orient.secrets.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.DoublePredicate;

/** The probes and the metrics of an operator, as kubelet and Prometheus see them. */
public final class MonitoringPages {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient client = HttpClient.newHttpClient();
  private final int port;

  public MonitoringPages(int port) {
    this.port = port;
  }

  /** Waits until a probe answers with a status; an operator that is not there yet has none. */
  public String awaitStatus(String path, int status) {
    return await(path + " to be " + status)
        .atMost(PATIENCE)
        .ignoreException(UncheckedIOException.class)
        .until(() -> get(path), answer -> answer.statusCode() == status)
        .body();
  }

  /** Waits until a page has a text. */
  public void awaitText(String path, String text) {
    await(path + " to tell " + text)
        .atMost(PATIENCE)
        .ignoreException(UncheckedIOException.class)
        .until(() -> get(path).body().contains(text));
  }

  public int status(String path) {
    return get(path).statusCode();
  }

  public String metrics() {
    return get("/metrics").body();
  }

  /**
   * Waits for a sample.
   *
   * @param series as it is printed: the name, and its labels in braces
   */
  public void awaitSample(String series, DoublePredicate expected) {
    await(series).atMost(PATIENCE).until(() -> expected.test(sample(series)));
  }

  /** The value of a sample; not a number if there is none. */
  public double sample(String series) {
    return metrics()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElse(Double.NaN);
  }

  private HttpResponse<String> get(String path) {
    try {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
