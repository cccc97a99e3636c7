package bot.orient.secrets.store;

import bot.orient.secrets.crypto.SecretBytes;
import java.time.Instant;

/** What reading one key gave. */
public sealed interface SecretRead {

  /**
   * A value that is there.
   *
   * @param value for the caller to close
   * @param compromise null unless the value was marked so
   */
  record Found(SecretBytes value, long version, Instant updatedAt, Compromise compromise)
      implements SecretRead {}

  /**
   * The store has no such key, or it was deleted.
   *
   * @param newestVersion the highest number the key ever had; 0 if it never had one
   */
  record Absent(long newestVersion) implements SecretRead {

    /** A key that was never written. */
    public Absent() {
      this(0);
    }
  }

  /**
   * The secret has no such version, or it was destroyed; the reason is fit for a person. Only
   * {@link SecretStore#readVersions} answers so.
   */
  record NoSuchVersion(long version, String reason) implements SecretRead {}

  /** A row is there but must not be trusted; the reason is fit for a person and holds no value. */
  record Unreadable(long version, String reason) implements SecretRead {}
}
