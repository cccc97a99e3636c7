package bot.orient.secrets.store;

import java.util.Optional;

/**
 * An earlier value to have again, as a new version.
 *
 * @param version the one to copy
 * @param expected what must be true for the write to be made
 * @param token makes the request safe to repeat
 */
public record RollbackRequest(
    String scope, String key, long version, Expectation expected, Optional<RequestToken> token) {

  public static RollbackRequest of(String scope, String key, long version) {
    return new RollbackRequest(scope, key, version, Expectation.anything(), Optional.empty());
  }

  public RollbackRequest expecting(Expectation expectation) {
    return new RollbackRequest(scope, key, version, expectation, token);
  }

  public RollbackRequest withToken(String text) {
    return new RollbackRequest(scope, key, version, expected, Optional.of(new RequestToken(text)));
  }
}
