package bot.orient.secrets.sync;

import bot.orient.secrets.sync.Composition.KeyProblem;
import java.util.List;

/** How bringing a Secret up to date ended. */
public sealed interface SyncOutcome {

  String reason();

  /** For people: what is, and if something is wrong, what to do. */
  String message();

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
  }

  /** Some keys have no usable value; the others are projected, or wait with them on first sight. */
  record Incomplete(
      List<ResolvedKey> keys, List<KeyProblem> problems, boolean projected, boolean changed)
      implements SyncOutcome {
    @Override
    public String reason() {
      if (problems.stream().anyMatch(KeyProblem::unreadable)) {
        return "ValueUnreadable";
      }
      boolean noSuchVersion =
          keys.stream().anyMatch(key -> key.resolution() instanceof ResolvedKey.NoSuchVersion);
      return noSuchVersion ? "VersionNotFound" : "KeysMissing";
    }

    @Override
    public String message() {
      StringBuilder text = new StringBuilder();
      for (KeyProblem problem : problems) {
        text.append(text.isEmpty() ? "" : "; ");
        text.append(problem.key()).append(' ').append(problem.message());
      }
      return text.toString();
    }
  }

  /** Nothing will change until the spec, or what it refers to, does. */
  record Refused(String reason, String message) implements SyncOutcome {}

  /** Something outside is away; the Secret stays as it is, and work goes on by itself. */
  record Postponed(String reason, String message) implements SyncOutcome {}
}
