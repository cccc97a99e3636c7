package bot.orient.secrets.sync;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.api.ValueSource;
import java.time.Instant;
import java.util.Objects;

/**
 * A key of a spec together with what is known of its value.
 *
 * @param key its name in the store
 * @param dataKey its name in the Secret
 */
public record ResolvedKey(
    String key, String dataKey, RestartRule restart, boolean optional, Resolution resolution) {

  public ResolvedKey {
    Objects.requireNonNull(resolution, "resolution");
  }

  /** How looking for the value ended. */
  public sealed interface Resolution {}

  /**
   * The value that wins.
   *
   * @param version in the store, null for other sources
   * @param updatedAt when that version was written, null for other sources
   */
  public record Value(ValueSource source, byte[] bytes, Long version, Instant updatedAt)
      implements Resolution {
    @Override
    public String toString() {
      return "Value[" + source + ", version=" + version + ", redacted]";
    }
  }

  /** No source has the key. */
  public record Missing(String message) implements Resolution {}

  /** The key is held at a version that the store does not have. */
  record NoSuchVersion(long version, String message) implements Resolution {}

  /** The store has the key but its value must not be trusted. */
  public record Unreadable(long version, String message) implements Resolution {}
}
