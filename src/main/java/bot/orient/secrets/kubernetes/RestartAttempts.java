package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.RestartDecision.Restart;
import bot.orient.secrets.sync.RestartVerdict;
import bot.orient.secrets.sync.RestartVerdict.ByHand;
import bot.orient.secrets.sync.RestartVerdict.MayBegin;
import bot.orient.secrets.sync.WorkloadId;
import bot.orient.secrets.sync.WorkloadView;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How often a workload was restarted for the same values without getting through, so that someone
 * who puts its template back each time does not have it restarted for ever. Another leader begins
 * to count anew.
 */
final class RestartAttempts {

  /** One may be undone by chance, as by a sync of a GitOps tool; the third is no chance. */
  private static final int MOST = 3;

  static final String SPENT =
      "was restarted "
          + MOST
          + " times for these values, and each time somebody put the template back before its pods"
          + " had them; find who writes spec.template (kubectl get --show-managed-fields --output"
          + " yaml), then run kubectl rollout restart";

  private record Attempts(String target, int begun) {

    boolean areSpent() {
      return begun >= MOST;
    }

    boolean areFor(Restart restart) {
      return target.equals(RestartAttempts.target(restart));
    }
  }

  private final Map<WorkloadId, Attempts> byWorkload = new ConcurrentHashMap<>();

  boolean areSpent(WorkloadId workload, Restart restart) {
    return of(workload).filter(Attempts::areSpent).filter(made -> made.areFor(restart)).isPresent();
  }

  /** The verdict on a restart, unless it would be one too many. */
  RestartVerdict limit(WorkloadId workload, Restart restart, RestartVerdict verdict) {
    return verdict instanceof MayBegin && areSpent(workload, restart) ? new ByHand(SPENT) : verdict;
  }

  /** Nobody is to wait for a workload that has used them up: only people can go on with it. */
  WorkloadView seenByOthers(WorkloadView view) {
    return of(view.workload().id()).filter(Attempts::areSpent).isPresent()
        ? view.hindered(SPENT)
        : view;
  }

  private Optional<Attempts> of(WorkloadId workload) {
    return Optional.ofNullable(byWorkload.get(workload));
  }

  void begun(WorkloadId workload, Restart restart) {
    byWorkload.merge(
        workload,
        new Attempts(target(restart), 1),
        (before, first) ->
            before.target().equals(first.target())
                ? new Attempts(first.target(), before.begun() + 1)
                : first);
  }

  /** It got through, or is gone. */
  void forget(WorkloadId workload) {
    byWorkload.remove(workload);
  }

  private static String target(Restart restart) {
    return restart.baseline().hash();
  }
}
