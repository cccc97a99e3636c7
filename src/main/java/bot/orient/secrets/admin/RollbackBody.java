package bot.orient.secrets.admin;

import bot.orient.secrets.store.RollbackRequest;

/** Reads the request to have an earlier value again. */
final class RollbackBody {

  private RollbackBody() {}

  static RollbackRequest of(ApiRequest request) {
    JsonFields body = JsonFields.of(request.body(), "version");
    return new RollbackRequest(
        request.scope(),
        request.key(),
        body.positive("version"),
        Preconditions.expectation(request),
        Preconditions.token(request));
  }
}
