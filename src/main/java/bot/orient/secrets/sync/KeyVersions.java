package bot.orient.secrets.sync;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which version of the store a projected key has, and which one to go back to should it fail.
 *
 * @param projected empty for a value of another source, and while it is not recorded yet
 * @param good the last version before that is {@linkplain ProvenValues proven}; empty if none is
 *     known
 * @param line in what {@code projected} counts; empty while it is not recorded
 */
public record KeyVersions(OptionalLong projected, Optional<Good> good, Optional<VersionLine> line) {

  public static final KeyVersions NONE = new KeyVersions(OptionalLong.empty(), Optional.empty());

  /** Of no known line. */
  public KeyVersions(OptionalLong projected, Optional<Good> good) {
    this(projected, good, Optional.empty());
  }

  /**
   * A version that the dependents ran with.
   *
   * @param fingerprint of its value: the same number belongs to another value once the spec takes
   *     the key from elsewhere
   */
  public record Good(long version, String fingerprint) {}

  /** What a write knows of the value that it writes. */
  sealed interface Origin {}

  /** It is a version of the store. */
  record Stored(long version, VersionLine line) implements Origin {}

  /** It is of another source. */
  record Elsewhere() implements Origin {}

  /**
   * It is the value projected last, since there is no other.
   *
   * @param newestVersion the highest number that the key may have had
   */
  record Kept(long newestVersion) implements Origin {}

  /** After a write that leaves the value as it is. */
  KeyVersions ofSameValue(Origin origin) {
    return with(origin, good);
  }

  /**
   * After a write that changes the value.
   *
   * @param fingerprint of the value before
   * @param proven whether that one is known to work
   */
  KeyVersions ofNewValue(String fingerprint, Origin origin, boolean proven) {
    Optional<Good> lastGood =
        proven
            ? projected.stream().mapToObj(version -> new Good(version, fingerprint)).findFirst()
            : good;
    return with(origin, lastGood);
  }

  /** Whether the projected version may be compared with one of the present line. */
  boolean countsIn(VersionLine present) {
    return projected.isPresent() && line.filter(known -> known.countsIn(present)).isPresent();
  }

  /** Without what an annotation of an earlier operator cannot have. */
  KeyVersions asFarAsKnownTo(KeyVersions earlier) {
    if (earlier.equals(NONE)) {
      return NONE;
    }
    return earlier.line.isEmpty() ? new KeyVersions(projected, good) : this;
  }

  private KeyVersions with(Origin origin, Optional<Good> newGood) {
    if (origin instanceof Stored stored) {
      return new KeyVersions(
          OptionalLong.of(stored.version()), newGood, Optional.of(stored.line()));
    }
    if (origin instanceof Kept kept) {
      return keptUpTo(kept.newestVersion(), newGood);
    }
    return new KeyVersions(OptionalLong.empty(), newGood);
  }

  /**
   * A number above the newest one was accepted as lost. What the store has under the newest is
   * another value, so that number is of no line: it is there to be seen replaced only.
   */
  private KeyVersions keptUpTo(long newest, Optional<Good> newGood) {
    if (projected.isEmpty() || projected.getAsLong() <= newest) {
      return new KeyVersions(projected, newGood, line);
    }
    return new KeyVersions(newest == 0 ? OptionalLong.empty() : OptionalLong.of(newest), newGood);
  }
}
