package bot.orient.secrets.sync;

import bot.orient.secrets.api.RestartRule;
import bot.orient.secrets.api.ValueSource;
import bot.orient.secrets.store.Compromise;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;

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
   * @param compromise null unless the value was marked so in the store
   */
  public record Value(
      ValueSource source, byte[] bytes, Long version, Instant updatedAt, Compromise compromise)
      implements Resolution {

    /** A value that nobody else knows. */
    public Value(ValueSource source, byte[] bytes, Long version, Instant updatedAt) {
      this(source, bytes, version, updatedAt, null);
    }

    @Override
    public String toString() {
      return "Value[" + source + ", version=" + version + ", redacted]";
    }
  }

  /**
   * No source has the key.
   *
   * @param newestVersion the highest number it had in the store; 0 if it never had one
   */
  public record Missing(String message, long newestVersion) implements Resolution {}

  /** The key is held at a version that the store does not have. */
  record NoSuchVersion(long version, String message) implements Resolution {}

  /** The store has the key but its value must not be trusted. */
  public record Unreadable(long version, String message) implements Resolution {}

  /**
   * The store has lost the version that is projected, and another value, or none, is in its place.
   *
   * @param storeVersion what the store has counted to; 0 if it does not know the key
   * @param projectedVersion that the projected value has
   * @param code what a person repeats to accept what the store has
   */
  public record RolledBack(long storeVersion, long projectedVersion, String code)
      implements Resolution {

    private static final String OTHER_VALUE = "has another value at version ";
    private static final String GONE = "is not in the store any more, which had version ";
    private static final String WENT_BACK = "went back in the store from version ";

    /** For people, behind the key's name. */
    String text() {
      if (storeVersion == projectedVersion) {
        return OTHER_VALUE + projectedVersion + " than before";
      }
      return storeVersion == 0
          ? GONE + projectedVersion
          : WENT_BACK + projectedVersion + " to " + storeVersion;
    }

    /** Whether a text, which may be null, says this of a key. */
    static boolean tells(String text) {
      return text != null && Stream.of(OTHER_VALUE, GONE, WENT_BACK).anyMatch(text::startsWith);
    }
  }

  ResolvedKey with(Resolution other) {
    return new ResolvedKey(key, dataKey, restart, optional, other);
  }
}
