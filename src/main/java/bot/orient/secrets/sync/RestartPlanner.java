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
import java.util.stream.Collectors;
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
    List<SecretUse> away = usesOfAwaySecrets(workload, bySecretName.keySet());
    BaselineRevision revision = BaselineRevision.of(workload, bySecretName);
    if (away.stream().anyMatch(use -> !use.optional())) {
      return waitFor(away);
    }
    if (revision.open().isEmpty()) {
      return away.isEmpty() ? adopt(workload, revision) : waitFor(away);
    }
    if (podAge.isEmpty()) {
      return new AskPodAge();
    }
    if (podAge.get() instanceof NotObserved notObserved) {
      return new Wait(notObserved.why());
    }
    return decide(workload, revision, (Pods) podAge.get(), away);
  }

  /**
   * Uses of Secrets that an undone restart was for and that are not there. What the pods have of
   * them cannot be known and must not be called settled, and a pod that requires one cannot start.
   */
  private static List<SecretUse> usesOfAwaySecrets(Workload workload, Set<String> there) {
    Set<String> away =
        workload.undoneKeys().stream()
            .map(address -> KeyAddress.parse(address).secretName())
            .filter(name -> !there.contains(name))
            .collect(Collectors.toSet());
    return workload.uses().stream().filter(use -> away.contains(use.secretName())).toList();
  }

  private static Wait waitFor(List<SecretUse> away) {
    return new Wait(
        "Secret %s, for which its undone restart was, is not there"
            .formatted(away.get(0).secretName()));
  }

  private static RestartDecision decide(
      Workload workload, BaselineRevision revision, Pods pods, List<SecretUse> away) {
    List<String> changed = lacking(revision, pods.staying());
    List<String> outgoing = lacking(revision, pods.outgoing());
    if (changed.isEmpty() && outgoing.isEmpty()) {
      return away.isEmpty() ? adopt(workload, revision) : waitFor(away);
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
