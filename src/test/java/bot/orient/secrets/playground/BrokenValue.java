package bot.orient.secrets.playground;

import java.util.List;
import java.util.Map;

/**
 * What became of a value that does not work.
 *
 * @param rollouts that each Deployment went through since, by name
 * @param restored whether the Secret has the value of before again
 * @param pinned what the condition {@code Pinned} says
 */
record BrokenValue(Map<String, Integer> rollouts, boolean restored, String pinned) {

  static final List<String> HEADING = List.of("DEPLOYMENT", "ROLLOUTS", "WHY");

  static final String CANARY = "shop-worker";

  /** The canary tried it and went back; the others never saw it. */
  boolean right() {
    return restored
        && rollouts.entrySet().stream()
            .allMatch(entry -> entry.getValue() == (entry.getKey().equals(CANARY) ? 2 : 0));
  }

  List<List<String>> rows() {
    return rollouts.entrySet().stream()
        .map(
            entry ->
                List.of(
                    entry.getKey(),
                    entry.getValue().toString(),
                    entry.getKey().equals(CANARY)
                        ? "the canary: failed with the new value, was restarted with the one before"
                        : "never saw the new value"))
        .toList();
  }
}
