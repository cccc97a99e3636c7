package bot.orient.secrets.store;

import java.time.Duration;

/**
 * How keys are looked after.
 *
 * @param poll pause between two looks at the key source, 100 ms to 20 s
 * @param seedMaxAge age at which the seed of a scope is rotated, 1 h to 10 years
 * @param reencryptionRate versions sealed anew per second in the whole store, 1 to 100000
 * @param sealingKeyMaxAge age at which the key that values are sealed to in Git is renewed, 1 h to
 *     10 years
 */
public record KeySettings(
    Duration poll, Duration seedMaxAge, int reencryptionRate, Duration sealingKeyMaxAge) {

  public static final Duration SHORTEST_POLL = Duration.ofMillis(100);

  /** A third of the time after which a silent replica counts as gone. */
  public static final Duration LONGEST_POLL = Duration.ofSeconds(20);

  public static final Duration LEAST_AGE = Duration.ofHours(1);
  public static final Duration GREATEST_AGE = Duration.ofDays(3650);
  public static final int HIGHEST_RATE = 100_000;

  /**
   * A look each 10 s, new seeds each 90 days, 500 versions per second, sealing keys for 30 days.
   */
  public static final KeySettings DEFAULT =
      new KeySettings(Duration.ofSeconds(10), Duration.ofDays(90), 500, Duration.ofDays(30));

  public KeySettings {
    between("poll", poll, SHORTEST_POLL, LONGEST_POLL);
    between("seedMaxAge", seedMaxAge, LEAST_AGE, GREATEST_AGE);
    between("sealingKeyMaxAge", sealingKeyMaxAge, LEAST_AGE, GREATEST_AGE);
    if (reencryptionRate < 1 || reencryptionRate > HIGHEST_RATE) {
      throw new IllegalArgumentException(
          "reencryptionRate must be 1 to " + HIGHEST_RATE + ", not " + reencryptionRate);
    }
  }

  private static void between(String field, Duration value, Duration least, Duration greatest) {
    if (value.compareTo(least) < 0 || value.compareTo(greatest) > 0) {
      throw new IllegalArgumentException(
          field + " must be " + least + " to " + greatest + ", not " + value);
    }
  }
}
