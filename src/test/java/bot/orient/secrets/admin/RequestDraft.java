package bot.orient.secrets.admin;

import bot.orient.secrets.crypto.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Builds requests for tests; {@link IncomingCall}, too. */
final class RequestDraft implements IncomingCall {

  private String method = "GET";
  private String path = "/v1/audit";
  private final Map<String, List<String>> query = new LinkedHashMap<>();
  private final Map<String, List<String>> headers = new LinkedHashMap<>();
  private String body = "";
  private int bodyReads;

  static RequestDraft of(String method, String path) {
    RequestDraft draft = new RequestDraft();
    draft.method = method;
    draft.path = path;
    return draft;
  }

  /** To set the key A of scope shop. */
  static RequestDraft put(String body) {
    return of("PUT", "/v1/scopes/shop/secrets/A")
        .header("Content-Type", "application/json")
        .body(body);
  }

  RequestDraft header(String name, String value) {
    headers.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new ArrayList<>()).add(value);
    return this;
  }

  RequestDraft query(String name, String value) {
    query.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    return this;
  }

  RequestDraft body(String text) {
    body = text;
    return this;
  }

  ApiRequest request() {
    Routes.Found found = (Routes.Found) Routes.find(method, path);
    return new ApiRequest(
        found.route(),
        found.parameters(),
        query,
        headers,
        SecretBytes.owning(body.getBytes(StandardCharsets.UTF_8)),
        Optional.empty());
  }

  /** How often somebody asked for the body. */
  int bodyReads() {
    return bodyReads;
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public Map<String, List<String>> query() {
    return query;
  }

  @Override
  public Map<String, List<String>> headers() {
    return headers;
  }

  @Override
  public String address() {
    return "192.0.2.1";
  }

  @Override
  public SecretBytes body(int limit) {
    bodyReads++;
    return SecretBytes.owning(body.getBytes(StandardCharsets.UTF_8));
  }
}
