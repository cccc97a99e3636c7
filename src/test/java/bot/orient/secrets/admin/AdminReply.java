package bot.orient.secrets.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What the admin API answered. */
record AdminReply(HttpResponse<byte[]> response) {

  private static final JsonMapper JSON = new JsonMapper();

  int status() {
    return response.statusCode();
  }

  JsonNode json() {
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text at a JSON pointer; empty if there is none. */
  String at(String pointer) {
    return json().at(pointer).asText();
  }

  Optional<String> header(String name) {
    return response.headers().firstValue(name);
  }

  /** The last part of the problem's type. */
  String problem() {
    String type = at("/type");
    return type.substring(type.lastIndexOf(':') + 1);
  }

  @Override
  public String toString() {
    return status() + " " + new String(response.body(), StandardCharsets.UTF_8);
  }
}
