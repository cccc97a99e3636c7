package bot.orient.secrets.sync;

import java.util.List;

/** What to do with one workload. */
public sealed interface RestartDecision {

  /** Nothing. */
  record UpToDate() implements RestartDecision {}

  /**
   * Record the baseline on the workload's own metadata; its pods have the values, so no restart.
   */
  record Adopt(Baseline baseline) implements RestartDecision {}

  /**
   * Write both in one request: the baseline on the workload's metadata and the hash on its
   * template.
   *
   * @param changed the keys that ask for it, as {@code secret/key}, for people
   * @param meanwhile what the pods have until then
   */
  record Restart(Baseline baseline, String restartHash, List<String> changed, Baseline meanwhile)
      implements RestartDecision {

    public Restart {
      changed = List.copyOf(changed);
    }
  }

  /** Decide again with the pods' age, which costs a request, so it is looked up only when asked. */
  record AskPodAge() implements RestartDecision {}

  /**
   * Decide again when the workload changes.
   *
   * @param why for people
   */
  record Wait(String why) implements RestartDecision {}

  /**
   * Record what all pods have, and decide again when the workload changes: the pods of its newest
   * template have the values, those that its rollout is about to stop do not.
   *
   * @param why for people
   */
  record AwaitRollout(Baseline meanwhile, String why) implements RestartDecision {}

  /** Nothing, on the user's word. */
  record OptedOut() implements RestartDecision {}
}
