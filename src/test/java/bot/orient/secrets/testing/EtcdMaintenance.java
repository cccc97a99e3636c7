package bot.orient.secrets.testing;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks an etcd for what etcdctl would, by the JSON that it understands beside gRPC. */
final class EtcdMaintenance {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient client = HttpClient.newHttpClient();
  private final String url;

  /**
   * @param url of the clients' port
   */
  EtcdMaintenance(String url) {
    this.url = url;
  }

  void compact() {
    try {
      // The key is one zero byte; that there is none does not matter.
      String revision =
          JSON.readTree(post("/v3/kv/range", "{\"key\":\"AA==\"}")).at("/header/revision").asText();
      post("/v3/kv/compaction", "{\"revision\":\"" + revision + "\",\"physical\":true}");
      post("/v3/maintenance/defragment", "{}");
    } catch (IOException e) {
      throw new UncheckedIOException("etcd does not answer at " + url, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private String post(String path, String body) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(url + path))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    // Nothing was written since the last time.
    boolean doneAlready = answer.body().contains("required revision has been compacted");
    if (answer.statusCode() != 200 && !doneAlready) {
      throw new IOException(path + " answered " + answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }
}
