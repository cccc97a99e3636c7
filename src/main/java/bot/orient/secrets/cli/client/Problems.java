package bot.orient.secrets.cli.client;

import com.fasterxml.jackson.databind.JsonNode;

/** What the operator refuses, in one line for a person. */
final class Problems {

  private static final String PREFIX = "tag:secrets.orient.bot,2026:";

  private Problems() {}

  /** The body of a good reply; anything else ends the command. */
  static JsonNode orThrow(Reply reply) {
    if (reply.isGood()) {
      return reply.body();
    }
    throw of(reply);
  }

  /** The exception that tells of a reply that is not good. */
  static ClientException of(Reply reply) {
    JsonNode problem = reply.body();
    String type = problem.path("type").asText();
    if (!type.startsWith(PREFIX)) {
      return ClientException.unavailable(
          "something else than the operator's admin API answered, with status "
              + reply.status()
              + ": check the address and the port");
    }
    String field = problem.path("field").asText();
    String detail = Text.plain(problem.path("detail").asText());
    String named =
        field.isEmpty() || detail.startsWith(field) ? detail : Text.plain(field) + ": " + detail;
    return new ClientException(
        exitCode(reply.status(), type.substring(PREFIX.length())), named + advice(reply));
  }

  private static int exitCode(int status, String type) {
    return switch (status) {
      case 401, 403 -> ExitCode.NOT_ALLOWED;
      case 404 -> type.equals("not-found") ? ExitCode.NOT_FOUND : ExitCode.REFUSED;
      case 408, 429, 503 -> ExitCode.UNAVAILABLE;
      default -> ExitCode.REFUSED;
    };
  }

  private static String advice(Reply reply) {
    if (reply.status() == 401) {
      return "; get a new one with: kubectl create token SERVICE_ACCOUNT --audience "
          + ConnectionOptions.AUDIENCE
          + ", or what the operator's ORIENT_ADMIN_AUDIENCE says, for which there is --audience";
    }
    if (reply.status() == 403) {
      return "; whoever administers the cluster can give it";
    }
    return reply
        .retryAfter()
        .map(seconds -> "; try again in " + Text.plain(seconds) + " s")
        .orElse("");
  }
}
