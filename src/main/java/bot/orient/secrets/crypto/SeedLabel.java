package bot.orient.secrets.crypto;

import java.util.Objects;
import java.util.UUID;

/**
 * What a seed is for. All of it is bound into the wrapped form, so a wrapped seed cannot be moved.
 *
 * @param scope the scope it serves; empty for a seed of the whole store
 * @param generation counts from 1
 */
public record SeedLabel(UUID id, Purpose purpose, String scope, int generation) {

  /** Seeds of one purpose never serve another. */
  public enum Purpose {
    /** Encrypts the values of one scope. */
    SCOPE,
    /** Keys the store's fingerprints; never rotated. */
    FINGERPRINT,
    /** Authenticates the rows of the audit trail. */
    AUDIT,
    /** Signs the seals of the audit trail. */
    SEALING,
    /** Opens the values that were sealed in Git. */
    RECIPIENT
  }

  public SeedLabel {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(purpose, "purpose");
    Objects.requireNonNull(scope, "scope");
  }

  public static SeedLabel first(Purpose purpose, String scope) {
    return new SeedLabel(UUID.randomUUID(), purpose, scope, 1);
  }
}
