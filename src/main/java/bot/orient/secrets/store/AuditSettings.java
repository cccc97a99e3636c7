package bot.orient.secrets.store;

import java.time.Duration;
import java.util.Optional;

/**
 * How the audit trail is sealed and kept.
 *
 * @param sealEvery pause between two looks for rows to seal, 100 ms to 1 min
 * @param emptySealEvery after so long without a row an empty seal proves that there was none, 1 min
 *     to 24 h
 * @param lagLimit a row that waits longer for its seal is logged as a warning, 1 s to 24 h
 * @param retention how long sealed rows are kept, 30 days at least; empty means for ever
 * @param sealer whether the operator seals, or another process does
 */
public record AuditSettings(
    Duration sealEvery,
    Duration emptySealEvery,
    Duration lagLimit,
    Optional<Duration> retention,
    Sealer sealer) {

  /** Who seals. */
  public enum Sealer {
    /** The operator itself. */
    INTERNAL,
    /** A {@link StandaloneSealer}; the operator only watches. */
    EXTERNAL
  }

  public static final Duration SHORTEST_SEAL = Duration.ofMillis(100);
  public static final Duration LONGEST_SEAL = Duration.ofMinutes(1);
  public static final Duration SHORTEST_EMPTY_SEAL = Duration.ofMinutes(1);
  public static final Duration LONGEST_EMPTY_SEAL = Duration.ofHours(24);
  public static final Duration SHORTEST_LAG = Duration.ofSeconds(1);
  public static final Duration LONGEST_LAG = Duration.ofHours(24);
  public static final Duration SHORTEST_RETENTION = Duration.ofDays(30);
  public static final Duration LONGEST_RETENTION = Duration.ofDays(36_500);

  /**
   * A seal each second, an empty one each hour, and nothing is ever removed. Stands after the
   * bounds, which it is checked against.
   */
  public static final AuditSettings DEFAULT =
      new AuditSettings(
          Duration.ofSeconds(1), Duration.ofHours(1), Duration.ofMinutes(1), Optional.empty());

  /** Where the operator seals. */
  public AuditSettings(
      Duration sealEvery,
      Duration emptySealEvery,
      Duration lagLimit,
      Optional<Duration> retention) {
    this(sealEvery, emptySealEvery, lagLimit, retention, Sealer.INTERNAL);
  }

  public AuditSettings {
    check("sealEvery", sealEvery, SHORTEST_SEAL, LONGEST_SEAL);
    check("emptySealEvery", emptySealEvery, SHORTEST_EMPTY_SEAL, LONGEST_EMPTY_SEAL);
    check("lagLimit", lagLimit, SHORTEST_LAG, LONGEST_LAG);
    retention.ifPresent(kept -> check("retention", kept, SHORTEST_RETENTION, LONGEST_RETENTION));
  }

  private static void check(String field, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          field + " must be " + least + " to " + most + ", not " + value);
    }
  }
}
