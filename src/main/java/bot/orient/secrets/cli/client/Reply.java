package bot.orient.secrets.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * An answer of the admin API. No record, because the body may have a value, which must not be
 * printed by chance.
 */
final class Reply {

  private final int status;
  private final Optional<String> retryAfter;
  private final JsonNode body;

  /**
   * @param retryAfter seconds, as the server says it
   * @param body a missing node if there is none
   */
  Reply(int status, Optional<String> retryAfter, JsonNode body) {
    this.status = status;
    this.retryAfter = retryAfter;
    this.body = body;
  }

  int status() {
    return status;
  }

  Optional<String> retryAfter() {
    return retryAfter;
  }

  JsonNode body() {
    return body;
  }

  boolean isGood() {
    return status >= 200 && status < 300;
  }
}
