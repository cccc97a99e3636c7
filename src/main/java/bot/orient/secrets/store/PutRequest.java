package bot.orient.secrets.store;

import bot.orient.secrets.crypto.SecretBytes;
import java.util.OptionalLong;

/**
 * A value to write.
 *
 * @param category free text as in the catalog, or null to leave what is stored
 * @param description for people, or null to leave what is stored
 * @param expectedVersion when present the write succeeds only if this is the current version (0: no
 *     such secret yet)
 */
public record PutRequest(
    String scope,
    String key,
    SecretBytes value,
    String category,
    String description,
    OptionalLong expectedVersion) {

  public static PutRequest of(String scope, String key, SecretBytes value) {
    return new PutRequest(scope, key, value, null, null, OptionalLong.empty());
  }
}
