package bot.orient.secrets.admin;

import bot.orient.secrets.testing.PlantedValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/** Makes requests that are wrong in one way or another; the same ones for the same seed. */
final class BadRequests {

  private static final List<String> SCOPES =
      List.of(
          "SCOPE",
          "",
          ".",
          "..",
          "%00",
          "%2e%2e",
          "a/b",
          "a%2fb",
          "ü",
          "%c3%28",
          "-",
          "SCOPE;x=1",
          "SCOPE%0d%0aX:1",
          "a".repeat(300),
          "*",
          "'or'1'='1",
          "${jndi:x}");

  private static final List<String> KEYS =
      List.of(
          "KEY",
          "ORIENT_MASTER_KEY",
          "",
          "1",
          "a b",
          "%20",
          "K%45Y",
          "a".repeat(254),
          "..",
          "%",
          "KEY'--",
          "KEY?x",
          "KEY#x",
          "\u0001",
          "ключ",
          "KEY%00");

  private static final List<String> TAILS =
      List.of(
          "",
          "/reveal",
          "/history",
          "/explain",
          "/rollback",
          "/undelete",
          "/compromised",
          "/versions",
          "/versions/0",
          "/versions/x",
          "/versions/99999999999999999999",
          "/nothing",
          "/",
          "//");

  private static final List<String> METHODS =
      List.of(
          "GET",
          "PUT",
          "POST",
          "DELETE",
          "PATCH",
          "HEAD",
          "OPTIONS",
          "TRACE",
          "get",
          "P\u0000T",
          "");

  private static final List<String> QUERIES =
      List.of(
          "",
          "?",
          "?a",
          "?limit=-1",
          "?limit=1&limit=2",
          "?since=x",
          "?%zz=1",
          "?category=%ff",
          "?key=PLANTED",
          "?before=9999999999999999999",
          "?" + "a=1&".repeat(500));

  private static final List<String> HEADERS =
      List.of(
          "X: PLANTED",
          "If-Match: PLANTED",
          "If-Match: \"0\"",
          "If-None-Match: x",
          "Idempotency-Key: " + "k".repeat(200),
          "Idempotency-Key: a b",
          "Idempotency-Key:",
          "Content-Type: text/PLANTED",
          "Content-Type: application/json",
          "Content-Type: application/json; charset=utf-16",
          "Transfer-Encoding: chunked",
          "Transfer-Encoding: PLANTED",
          "Expect: PLANTED",
          "Content-Length: -1",
          "Content-Length: 1\r\nContent-Length: 2",
          "Authorization: Basic PLANTED",
          "Authorization: Bearer PLANTED",
          "Upgrade: h2c\r\nConnection: Upgrade",
          "X\u0000: 1",
          ": x",
          "no colon",
          " folded: x",
          "Cookie: a=PLANTED",
          "Host: PLANTED",
          "X: " + "y".repeat(9000),
          "Accept: text/html",
          "Content-Encoding: gzip",
          "Trailer: X",
          "TE: trailers");

  private static final List<String> BODIES =
      List.of(
          "",
          "{",
          "{}",
          "[]",
          "null",
          "PLANTED",
          "{\"value\":\"PLANTED\"",
          "{\"value\":PLANTED}",
          "{\"value\":[\"PLANTED\"]}",
          "{\"value\":\"PLANTED\",\"value\":\"x\"}",
          "{\"PLANTED\":\"PLANTED\"}",
          "{\"value\":\"PLANTED\\ud800\"}",
          "{\"valueBase64\":\"PLANTED*\"}",
          "{\"value\":\"PLANTED\",\"valueBase64\":\"QQ==\"}",
          "{\"value\":\"PLANTED\",\"category\":\"\\u0007\"}",
          "{\"version\":\"PLANTED\"}",
          "{\"version\":1e999}",
          "{\"version\":9223372036854775808}",
          "{\"version\":7}",
          "{\"reason\":{\"a\":\"PLANTED\"}}",
          "[".repeat(5000),
          "{\"a\":".repeat(5000),
          "{\"useCases\":{\"chat\":{\"provider\":\"PLANTED\"}}}",
          "{\"useCases\":{\"PLANTED\":[]}}",
          "{\"secrets\":[{\"key\":\"OTHER\",\"value\":\"PLANTED\"}]}",
          "{\"secrets\":[{\"key\":\"a b\",\"value\":\"PLANTED\"}],\"dryRun\":true}",
          "{\"secrets\":[{\"key\":\"OTHER\",\"value\":\"PLANTED\"},{\"key\":\"X\"}]}",
          "{\"secrets\":[{\"key\":\"PLANTED\",\"PLANTED\":1}]}",
          "{\"secrets\":[{\"key\":[\"PLANTED\"],\"value\":\"x\"}]}",
          "{\"secrets\":[\"PLANTED\"],\"source\":\"PLANTED\"}",
          "{\"secrets\":{\"PLANTED\":1}}",
          "{\"secrets\":[],\"replace\":\"PLANTED\"}",
          "\u00ff\u00fe\u0000",
          "{\"value\":\"" + "x".repeat(70_000) + "PLANTED\"}",
          "{\"value\":\"\u0000\"}",
          "\u00ef\u00bb\u00bf{\"value\":1}");

  private static final List<String> GOOD_HTTP_SCOPES =
      List.of("SCOPE", "other", "SCOPE.x", "*", "a".repeat(300), "UPPER", "-", "%C3%BC", "PLANTED");

  private static final List<String> GOOD_HTTP_KEYS =
      List.of(
          "KEY",
          "OTHER",
          "ORIENT_MASTER_KEY",
          "1",
          "%20",
          "%07",
          "a".repeat(254),
          "K'--",
          "PLANTED");

  private static final List<String> GOOD_HTTP_QUERIES =
      List.of(
          "?a=PLANTED",
          "?limit=-1",
          "?limit=1&limit=2",
          "?since=PLANTED",
          "?category=PLANTED",
          "?key=PLANTED",
          "?before=9999999999999999999",
          "?scope=%07",
          "?actor=%00",
          "?since=-999999-01-01T00:00:00Z",
          "?limit=5&action=reveal");

  private static final List<String> GOOD_HTTP_HEADERS =
      List.of(
          "X: PLANTED",
          "If-Match: PLANTED",
          "If-Match: \"9\"",
          "If-None-Match: *",
          "If-None-Match: x",
          "Idempotency-Key: PLANTED",
          "Idempotency-Key: a b",
          "Idempotency-Key: " + "k".repeat(200),
          "If-Range: PLANTED",
          "Cookie: a=PLANTED",
          "Content-Type: text/PLANTED",
          "Accept: text/html",
          "Content-Encoding: gzip");

  private final Random random;
  private final String scope;
  private final String token;
  private final PlantedValue planted;

  /**
   * @param token that most requests bear
   * @param planted stands in many places of the requests
   */
  BadRequests(long seed, String scope, String token, PlantedValue planted) {
    this.random = new Random(seed);
    this.scope = scope;
    this.token = token;
    this.planted = planted;
  }

  /**
   * The bytes of the next one, to be sent as they are; the client closes its side after them. Most
   * are good HTTP, so that what comes after HTTP is reached.
   */
  byte[] next() {
    if (random.nextInt(3) > 0) {
      return filled(goodHttp()).getBytes(StandardCharsets.ISO_8859_1);
    }
    byte[] request = filled(text()).getBytes(StandardCharsets.ISO_8859_1);
    return switch (random.nextInt(6)) {
      case 0 -> cut(request);
      case 1 -> changed(request);
      default -> request;
    };
  }

  /** A route with something wrong in its parameters, its query, its header or its body. */
  private String goodHttp() {
    Route route = Route.values()[random.nextInt(Route.values().length)];
    String body = filled(route.takes().body() || random.nextInt(10) == 0 ? one(BODIES) : "");
    String path =
        route
            .template()
            .replace("{scope}", usually(GOOD_HTTP_SCOPES))
            .replace("{key}", usually(GOOD_HTTP_KEYS))
            .replace("{name}", usually(GOOD_HTTP_KEYS))
            .replace("{version}", one(List.of("1", "7", "0", "x", "99999999999999999999")));
    StringBuilder text = new StringBuilder();
    text.append(random.nextInt(20) > 0 ? route.method() : one(List.of("PATCH", "HEAD", "POST")));
    text.append(' ').append(path).append(random.nextInt(4) > 0 ? "" : one(GOOD_HTTP_QUERIES));
    text.append(" HTTP/1.1\r\nHost: a\r\n");
    text.append("Authorization: Bearer ").append(random.nextInt(20) > 0 ? token : "x");
    text.append("\r\n");
    if (random.nextInt(10) > 0) {
      text.append("Content-Type: application/json\r\n");
    }
    if (random.nextInt(3) == 0) {
      text.append(one(GOOD_HTTP_HEADERS)).append("\r\n");
    }
    text.append("Content-Length: ").append(body.length()).append("\r\n");
    return text.append("Connection: close\r\n\r\n").append(body).toString();
  }

  /** Anything anywhere. */
  private String text() {
    String body = one(BODIES);
    StringBuilder text = new StringBuilder();
    text.append(one(METHODS)).append(' ').append(path()).append(one(QUERIES));
    text.append(
        one(
            List.of(
                " HTTP/1.1", " HTTP/1.1", " HTTP/1.1", " HTTP/1.0", " HTTP/7", "", " PLANTED")));
    text.append("\r\nHost: a\r\n");
    if (random.nextInt(10) > 0) {
      text.append("Authorization: Bearer ").append(token).append("\r\n");
    }
    if (random.nextBoolean()) {
      text.append("Content-Type: application/json\r\n");
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      text.append(one(HEADERS)).append("\r\n");
    }
    if (random.nextInt(5) > 0) {
      text.append("Content-Length: ").append(filled(body).length()).append("\r\n");
    }
    return text.append("Connection: close\r\n\r\n").append(body).toString();
  }

  private String path() {
    return switch (random.nextInt(8)) {
      case 0 ->
          one(
              List.of(
                  "/",
                  "*",
                  "",
                  "/v1",
                  "http://PLANTED/v1/audit",
                  "/v2/x",
                  "/%",
                  "//a",
                  "/v1/../v1/audit"));
      case 1 -> "/v1/audit";
      case 2 -> "/v1/scopes/" + one(SCOPES) + "/audit";
      case 3 -> "/v1/scopes/" + one(SCOPES) + "/provider-defaults/" + one(KEYS);
      case 4 -> "/v1/scopes/" + usually(SCOPES) + "/grants/" + one(SCOPES);
      default -> "/v1/scopes/" + usually(SCOPES) + "/secrets/" + usually(KEYS) + one(TAILS);
    };
  }

  /** The good one more often than not, so that what comes after it is reached. */
  private String usually(List<String> choices) {
    return random.nextInt(3) > 0 ? choices.get(0) : one(choices);
  }

  private String one(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private String filled(String text) {
    String value =
        random.nextBoolean() ? planted.text() : Base64.getEncoder().encodeToString(planted.bytes());
    return text.replace("SCOPE", scope).replace("PLANTED", value);
  }

  private byte[] cut(byte[] request) {
    return Arrays.copyOf(request, random.nextInt(request.length + 1));
  }

  private byte[] changed(byte[] request) {
    for (int i = random.nextInt(5); i >= 0; i--) {
      request[random.nextInt(Math.min(request.length, 400))] = (byte) random.nextInt(256);
    }
    return request;
  }
}
