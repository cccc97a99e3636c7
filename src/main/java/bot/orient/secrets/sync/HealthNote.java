package bot.orient.secrets.sync;

import java.util.Optional;

/**
 * Something to know of a resource.
 *
 * @param attention whether a person has to do something, or may have to
 * @param subject a key, or a workload such as {@code Deployment/web}; empty if it is about all of
 *     the resource
 * @param message for people; never a value
 */
public record HealthNote(Topic topic, boolean attention, Optional<String> subject, String message) {

  /** A condition's message can be as long as 32 KiB; its resource has the rest. */
  private static final int LONGEST_MESSAGE = 1000;

  /** What a note is about, the worst first. */
  public enum Topic {
    NOT_READY,
    MISSING,
    KEY_PROBLEM,
    ROLLOUT_FAILED,
    RESTART_NEEDED,
    PINNED,
    ROTATION_DUE,
    SEALED_VALUE_REFUSED,
    API_KEY_MISSING,
    RESTART_WAITING,
    ROLLING_OUT,
    RESTART_SKIPPED,
    ROTATION_SOON,
    SHADOWED
  }

  public HealthNote {
    message =
        message == null
            ? ""
            : message.length() <= LONGEST_MESSAGE
                ? message
                : message.substring(0, LONGEST_MESSAGE - 1) + "…";
  }
}
