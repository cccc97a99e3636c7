package bot.orient.secrets.admin;

import java.util.Optional;

/**
 * Asks how all is; what is told depends on who asks.
 *
 * @param namespace empty for all that they may see
 */
record StatusRequest(Caller caller, Optional<String> namespace) {

  static StatusRequest of(ApiRequest request) {
    return new StatusRequest(request.caller().orElseThrow(), Optional.ofNullable(request.scope()));
  }
}
