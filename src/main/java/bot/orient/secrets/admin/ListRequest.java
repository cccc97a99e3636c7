package bot.orient.secrets.admin;

import java.util.Optional;

/** Which secrets to list. */
record ListRequest(String scope, Optional<String> category) {

  static ListRequest of(ApiRequest request) {
    return new ListRequest(request.scope(), request.queryParameter("category"));
  }
}
