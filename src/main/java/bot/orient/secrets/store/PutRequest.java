package bot.orient.secrets.store;

import bot.orient.secrets.crypto.SecretBytes;
import java.util.Optional;

/**
 * A value to write.
 *
 * @param category free text as in the catalog, or null to leave what is stored
 * @param description for people, or null to leave what is stored
 * @param expected what must be true for the write to be made
 * @param token makes the request safe to repeat
 */
public record PutRequest(
    String scope,
    String key,
    SecretBytes value,
    String category,
    String description,
    Expectation expected,
    Optional<RequestToken> token) {

  public static PutRequest of(String scope, String key, SecretBytes value) {
    return new PutRequest(scope, key, value, null, null, Expectation.anything(), Optional.empty());
  }

  /** Null leaves what is stored. */
  public PutRequest describedAs(String newCategory, String newDescription) {
    return new PutRequest(scope, key, value, newCategory, newDescription, expected, token);
  }

  public PutRequest expecting(Expectation expectation) {
    return new PutRequest(scope, key, value, category, description, expectation, token);
  }

  public PutRequest withToken(String text) {
    return new PutRequest(
        scope, key, value, category, description, expected, Optional.of(new RequestToken(text)));
  }
}
