package bot.orient.secrets.store;

import java.time.Duration;
import java.util.Objects;

/**
 * How long what is no longer current is kept.
 *
 * @param versions per secret, 1 to 10000, counted back from the newest; the values of older ones
 *     are destroyed with the next write, but for those that were read by number lately
 * @param undeleteWindow 1 minute to 3650 days after its deletion a secret can be brought back; then
 *     its values are destroyed
 */
public record Retention(int versions, Duration undeleteWindow) {

  public static final int MOST_VERSIONS = 10_000;
  public static final Duration SHORTEST_WINDOW = Duration.ofMinutes(1);
  public static final Duration LONGEST_WINDOW = Duration.ofDays(3650);

  /** The window is AWS Secrets Manager's default. */
  public static final Retention DEFAULT = new Retention(100, Duration.ofDays(30));

  public Retention {
    Objects.requireNonNull(undeleteWindow, "undeleteWindow");
    if (versions < 1 || versions > MOST_VERSIONS) {
      throw new IllegalArgumentException("versions must be 1 to 10000, not " + versions);
    }
    if (undeleteWindow.compareTo(SHORTEST_WINDOW) < 0
        || undeleteWindow.compareTo(LONGEST_WINDOW) > 0) {
      throw new IllegalArgumentException(
          "undeleteWindow must be 1 minute to 3650 days, not " + undeleteWindow);
    }
  }
}
