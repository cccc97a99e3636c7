package bot.orient.secrets.sync;

import bot.orient.secrets.sync.PodAge.NotObserved;
import bot.orient.secrets.sync.PodAge.Pods;
import bot.orient.secrets.sync.RestartDecision.Adopt;
import bot.orient.secrets.sync.RestartDecision.AskPodAge;
import bot.orient.secrets.sync.RestartDecision.AwaitRollout;
import bot.orient.secrets.sync.RestartDecision.OptedOut;
import bot.orient.secrets.sync.RestartDecision.Restart;
import bot.orient.secrets.sync.RestartDecision.UpToDate;
import bot.orient.secrets.sync.RestartDecision.Wait;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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
    Optional<String> away = undoneSecretThatIsAway(workload, bySecretName.keySet());
    if (away.isPresent()) {
      return new Wait("Secret " + away.get() + ", for which its undone restart was, is not there");
    }
    BaselineRevision revision = BaselineRevision.of(workload, bySecretName);
    if (revision.open().isEmpty()) {
      return adopt(workload, revision);
    }
    if (podAge.isEmpty()) {
      return new AskPodAge();
    }
    if (podAge.get() instanceof NotObserved notObserved) {
      return new Wait(notObserved.why());
    }
    return decide(workload, revision, (Pods) podAge.get());
  }

  /** What its pods have of it cannot be known, and must not be called settled. */
  private static Optional<String> undoneSecretThatIsAway(Workload workload, Set<String> there) {
    return workload.undoneKeys().stream()
        .map(address -> KeyAddress.parse(address).secretName())
        .filter(name -> !there.contains(name))
        .filter(name -> workload.uses().stream().anyMatch(use -> use.secretName().equals(name)))
        .findFirst();
  }

  private static RestartDecision decide(Workload workload, BaselineRevision revision, Pods pods) {
    List<String> changed = lacking(revision, pods.staying());
    List<String> outgoing = lacking(revision, pods.outgoing());
    if (changed.isEmpty() && outgoing.isEmpty()) {
      return adopt(workload, revision);
    }
    Baseline meanwhile =
        revision
            .baseline()
            .with(Stream.concat(changed.stream(), outgoing.stream()).toList(), recorded(workload));
    return changed.isEmpty()
        ? new AwaitRollout(
            meanwhile,
            "pods of an earlier template, which its rollout is to stop, run with older values of "
                + String.join(", ", outgoing))
        : new Restart(
            revision.baseline(), restartHash(workload, revision.baseline()), changed, meanwhile);
  }

  private static List<String> lacking(BaselineRevision revision, List<PodAge.Pod> pods) {
    return revision.open().entrySet().stream()
        .filter(open -> pods.stream().anyMatch(open.getValue()::mayBeLackedBy))
        .map(open -> open.getKey().toString())
        .toList();
  }

  private static RestartDecision adopt(Workload workload, BaselineRevision revision) {
    return recorded(workload).equals(revision.baseline()) && !workload.isUndone()
        ? new UpToDate()
        : new Adopt(revision.baseline());
  }

  private static Baseline recorded(Workload workload) {
    return workload.baseline().orElseGet(Baseline::empty);
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
