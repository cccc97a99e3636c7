package bot.orient.secrets.store;

import java.time.Instant;

/**
 * A row of table {@code secrets} of Orient's own database (v0.1.x), as it is there: nothing is
 * checked yet, and any text may be null.
 *
 * @param encryptedValue hex, as are nonce ({@code iv}) and tag
 */
public record OrientRow(
    String key,
    String encryptedValue,
    String iv,
    String authTag,
    String category,
    String description,
    Instant createdAt,
    Instant updatedAt) {

  /** Whether the store can have a key of this name. */
  public boolean hasUsableName() {
    return WriteRules.isKey(key);
  }

  /** Orient's own migration script puts its master key into the table that the key encrypts. */
  public boolean isMasterKey() {
    return WriteRules.FORBIDDEN_KEY.equals(key);
  }
}
