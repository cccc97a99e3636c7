package bot.orient.secrets.sync;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which version of the store a projected key has, and which one to go back to should it fail.
 *
 * @param projected empty for a value of another source, and while it is not recorded yet
 * @param good the version projected before, as long as all dependents ran with it; empty if none is
 *     known
 */
public record KeyVersions(OptionalLong projected, Optional<Good> good) {

  public static final KeyVersions NONE = new KeyVersions(OptionalLong.empty(), Optional.empty());

  /**
   * A version that every dependent ran with.
   *
   * @param fingerprint of its value: the same number belongs to another value once the spec takes
   *     the key from elsewhere
   */
  public record Good(long version, String fingerprint) {}

  /**
   * What a write knows.
   *
   * @param version the one written; empty if the value is the one projected last
   * @param settled whether no dependent was waiting, rolling out or failed
   */
  record Now(Optional<OptionalLong> version, boolean settled) {}

  /** After a write that leaves the value as it is. */
  KeyVersions ofSameValue(Now now) {
    return new KeyVersions(now.version().orElse(projected), good);
  }

  /**
   * After a write that changes the value.
   *
   * @param fingerprint of the value before
   */
  KeyVersions ofNewValue(String fingerprint, Now now) {
    Optional<Good> lastGood =
        now.settled()
            ? projected.stream().mapToObj(version -> new Good(version, fingerprint)).findFirst()
            : good;
    return new KeyVersions(now.version().orElse(OptionalLong.empty()), lastGood);
  }
}
