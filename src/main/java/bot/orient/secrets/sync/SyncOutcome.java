package bot.orient.secrets.sync;

import bot.orient.secrets.sync.Composition.KeyProblem;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How bringing a Secret up to date ended. */
public sealed interface SyncOutcome {

  String reason();

  /** For people: what is, and if something is wrong, what to do. */
  String message();

  /** What is known of every key; empty when nothing is. */
  default Optional<List<ResolvedKey>> resolved() {
    return Optional.empty();
  }

  /**
   * The Secret is as specified.
   *
   * @param changed whether it had to be written
   */
  record Synced(List<ResolvedKey> keys, boolean changed, String message) implements SyncOutcome {
    @Override
    public String reason() {
      return "Synced";
    }

    @Override
    public Optional<List<ResolvedKey>> resolved() {
      return Optional.of(keys);
    }
  }

  /** Some keys have no usable value; the others are projected, or wait with them on first sight. */
  record Incomplete(
      List<ResolvedKey> keys, List<KeyProblem> problems, boolean projected, boolean changed)
      implements SyncOutcome {
    @Override
    public Optional<List<ResolvedKey>> resolved() {
      return Optional.of(keys);
    }

    @Override
    public String reason() {
      KeyProblem.Kind worst =
          problems.stream()
              .map(KeyProblem::kind)
              .max(Comparator.naturalOrder())
              .orElse(KeyProblem.Kind.MISSING);
      return switch (worst) {
        case ROLLED_BACK -> "StoreRolledBack";
        case UNREADABLE -> "ValueUnreadable";
        case NO_SUCH_VERSION -> "VersionNotFound";
        case MISSING -> "KeysMissing";
      };
    }

    @Override
    public String message() {
      StringBuilder text = new StringBuilder();
      for (KeyProblem problem : problems) {
        text.append(text.isEmpty() ? "" : "; ");
        text.append(problem.key()).append(' ').append(problem.message());
      }
      problems.stream()
          .flatMap(problem -> problem.advice().stream())
          .distinct()
          .forEach(advice -> text.append(". ").append(advice));
      return text.toString();
    }
  }

  /** Nothing will change until the spec, or what it refers to, does. */
  record Refused(String reason, String message) implements SyncOutcome {}

  /** Like {@link Refused}, and nothing is projected any more, or never was. */
  record Withdrawn(String reason, String message) implements SyncOutcome {}

  /** Something outside is away; the Secret stays as it is, and work goes on by itself. */
  record Postponed(String reason, String message) implements SyncOutcome {}
}
