package bot.orient.secrets.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The admin API, for one scope. */
record Session(String scope, Api api) implements AutoCloseable {

  /**
   * Sends a call.
   *
   * @throws ClientException when the operator refuses it or does not answer
   */
  JsonNode send(Call call) {
    return Problems.orThrow(api.send(call));
  }

  /** Path of something in the scope. */
  String path(String... steps) {
    StringBuilder path = new StringBuilder("/v1/scopes/").append(encoded(scope));
    for (String step : steps) {
      path.append('/').append(encoded(step));
    }
    return path.toString();
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    api.close();
  }
}
