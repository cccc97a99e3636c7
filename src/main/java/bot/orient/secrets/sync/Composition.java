package bot.orient.secrets.sync;

import java.util.List;
import java.util.Optional;

/** What the resolved keys of a spec come to. */
public sealed interface Composition {

  /**
   * A Secret can be projected.
   *
   * @param problems keys that are not as they should be, such as one whose last projected value is
   *     kept because it is gone from the store; empty if all is well
   */
  record Composed(DesiredSecret secret, ProjectedKeys keys, List<KeyProblem> problems)
      implements Composition {}

  /**
   * The Secret was never projected and required keys have no value: pods wait rather than start
   * half configured.
   */
  record Incomplete(List<KeyProblem> problems) implements Composition {}

  /** The values together are larger than Kubernetes lets a Secret be. */
  record TooLarge(long bytes) implements Composition {}

  /**
   * A file cannot be made of the values. Nothing is projected: a file and its keys never differ.
   *
   * @param problems one line a template, for people
   */
  record TemplateFailed(List<String> problems) implements Composition {}

  /**
   * A key without a usable value.
   *
   * @param message for people
   * @param advice what to do about all keys of this problem, where the message does not say
   */
  record KeyProblem(String key, Kind kind, String message, Optional<String> advice) {

    /** What is wrong, the worst last. */
    public enum Kind {
      MISSING,
      NO_SUCH_VERSION,
      UNREADABLE,
      ROLLED_BACK
    }

    KeyProblem(String key, Kind kind, String message) {
      this(key, kind, message, Optional.empty());
    }
  }
}
