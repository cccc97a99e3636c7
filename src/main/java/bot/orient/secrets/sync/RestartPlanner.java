package bot.orient.secrets.sync;

import bot.orient.secrets.sync.PodAge.NotObserved;
import bot.orient.secrets.sync.PodAge.Pods;
import bot.orient.secrets.sync.RestartDecision.Adopt;
import bot.orient.secrets.sync.RestartDecision.AskPodAge;
import bot.orient.secrets.sync.RestartDecision.OptedOut;
import bot.orient.secrets.sync.RestartDecision.Restart;
import bot.orient.secrets.sync.RestartDecision.UpToDate;
import bot.orient.secrets.sync.RestartDecision.Wait;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides whether a workload must restart to get the values it uses. Level-triggered: the answer
 * follows from what the cluster holds now, so a repeat after a crash decides the same, and nothing
 * is lost or doubled.
 */
public final class RestartPlanner {

  private RestartPlanner() {}

  /**
   * The decision for one workload.
   *
   * @param bySecretName the projected Secrets of the workload's namespace that exist now
   * @param podAge empty at first; what was found after {@link AskPodAge}
   */
  public static RestartDecision decide(
      Workload workload, Map<String, ProjectedSecret> bySecretName, Optional<PodAge> podAge) {
    if (workload.optedOut()) {
      return new OptedOut();
    }
    BaselineRevision revision = BaselineRevision.of(workload, bySecretName);
    if (revision.open().isEmpty()) {
      return adopt(workload, revision);
    }
    if (podAge.isEmpty()) {
      return new AskPodAge();
    }
    PodAge age = podAge.get();
    if (age instanceof NotObserved notObserved) {
      return new Wait(notObserved.why());
    }
    List<String> changed = lacking(revision, age);
    return changed.isEmpty() ? adopt(workload, revision) : restart(workload, revision, changed);
  }

  private static List<String> lacking(BaselineRevision revision, PodAge age) {
    return age instanceof Pods found
        ? revision.open().entrySet().stream()
            .filter(open -> found.pods().stream().anyMatch(open.getValue()::mayBeLackedBy))
            .map(open -> open.getKey().toString())
            .toList()
        : List.of();
  }

  private static RestartDecision adopt(Workload workload, BaselineRevision revision) {
    Baseline recorded = workload.baseline().orElseGet(Baseline::empty);
    return recorded.equals(revision.baseline()) ? new UpToDate() : new Adopt(revision.baseline());
  }

  private static Restart restart(
      Workload workload, BaselineRevision revision, List<String> changed) {
    return new Restart(revision.baseline(), restartHash(workload, revision.baseline()), changed);
  }

  /**
   * Never a hash that the template had before, not even one that was undone: equal templates share
   * a ReplicaSet, and an earlier one may still run pods that started with another value. The
   * generation only grows.
   */
  private static String restartHash(Workload workload, Baseline next) {
    return Digest.of(
        List.of(
            next.hash(), workload.restartHash().orElse(""), Long.toString(workload.generation())));
  }
}
