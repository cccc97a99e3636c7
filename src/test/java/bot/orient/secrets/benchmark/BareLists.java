package bot.orient.secrets.benchmark;

import bot.orient.secrets.sync.Markers;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The floor of a start: what an operator must know, listed in pages like its own, and dropped. */
final class BareLists {

  private static final int PAGE = 500;

  private static final List<String> LISTS =
      List.of(
          "/apis/secrets.orient.bot/v1/orientsecrets?",
          "/apis/secrets.orient.bot/v1/providerdefaults?",
          "/api/v1/secrets?labelSelector="
              + URLEncoder.encode(Markers.PROJECTED_FOR, StandardCharsets.UTF_8)
              + "&",
          "/apis/apps/v1/deployments?",
          "/apis/apps/v1/statefulsets?",
          "/apis/apps/v1/daemonsets?");

  private final KubernetesClient client;

  BareLists(KubernetesClient client) {
    this.client = client;
  }

  /** Seconds until all of them are there, each asked for by a thread of its own. */
  double seconds() throws Exception {
    return BareClient.seconds(LISTS.size(), LISTS.size(), i -> readAll(LISTS.get(i)));
  }

  private void readAll(String list) {
    String next = "";
    do {
      next =
          continuation(
              client.raw(
                  list
                      + "limit="
                      + PAGE
                      + (next.isEmpty()
                          ? ""
                          : "&continue=" + URLEncoder.encode(next, StandardCharsets.UTF_8))));
    } while (!next.isEmpty());
  }

  /** Of the list itself, which no item has. */
  private static String continuation(String page) {
    try (JsonParser parser = new JsonFactory().createParser(page)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.FIELD_NAME && parser.currentName().equals("items")) {
          parser.nextToken();
          parser.skipChildren();
        } else if (parser.currentToken() == JsonToken.FIELD_NAME
            && parser.currentName().equals("continue")) {
          return parser.nextTextValue();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "";
  }
}
