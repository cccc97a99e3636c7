package bot.orient.secrets.admin;

import bot.orient.secrets.crypto.SecretBytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that has found its route; nothing in it has been looked at yet.
 *
 * @param path the parameters of the path
 * @param query the parameters of the query, decoded
 * @param headers by lower-case name
 * @param body empty for a route that takes none
 * @param caller empty for a route that everybody may use
 */
record ApiRequest(
    Route route,
    Map<String, String> path,
    Map<String, List<String>> query,
    Map<String, List<String>> headers,
    SecretBytes body,
    Optional<Caller> caller) {

  String scope() {
    return path.get("scope");
  }

  String key() {
    return path.get("key");
  }

  /** The one field of this name. */
  Optional<String> header(String name) {
    return RequestRules.only(headers, name);
  }

  /** The one parameter of this name, all in lower case. */
  Optional<String> queryParameter(String name) {
    return RequestRules.only(query, name);
  }

  /** Any of the parts may hold a value that somebody put in the wrong place. */
  @Override
  public String toString() {
    return "ApiRequest[" + route + "]";
  }
}
