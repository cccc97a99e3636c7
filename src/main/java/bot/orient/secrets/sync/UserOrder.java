package bot.orient.secrets.sync;

import bot.orient.secrets.sync.RestartVerdict.Held;
import bot.orient.secrets.sync.RolloutRecord.Phase;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The place of one workload among all that use the Secret of a changed key. */
final class UserOrder {

  private final WorkloadView view;
  private final ChangedKey key;
  private final RestartRules rules;
  private final List<WorkloadView> others;
  private final List<UserOrder> stronger;

  /**
   * @param users all that use the Secret; the workload itself may be among them
   * @param stronger orders of other keys: who waits for the workload by one of them is not waited
   *     for, or both would wait for ever
   */
  UserOrder(WorkloadView view, ChangedKey key, List<WorkloadView> users, List<UserOrder> stronger) {
    this.view = view;
    this.key = key;
    this.rules = key.secret().rules();
    this.others =
        users.stream()
            .filter(user -> !user.is(view))
            .map(WorkloadView::withFailureOnRecord)
            .toList();
    this.stronger = stronger;
  }

  /** A change that made one workload fail is not carried to the next. */
  Optional<Held> haltedBy() {
    return others.stream()
        .filter(user -> !user.workload().optedOut())
        .filter(user -> key.condemnedBy(user.workload()).isPresent())
        .min(turn())
        .map(
            failed ->
                held(
                    "halted: %s failed with the same value of %s; write a good one, or annotate the resource with %s"
                        .formatted(
                            failed.title(),
                            key.condemnedBy(failed.workload()).orElseThrow(),
                            Markers.RESTART_NOW)));
  }

  /** All of the waves before must have the values and be healthy. */
  Optional<Held> waitsForWave() {
    int own = wave(view.workload());
    return first(user -> wave(user.workload()) < own && !isThrough(user) && !awaitsUs(user))
        .map(user -> held("waits for the wave of " + user.title()));
  }

  private boolean isThrough(WorkloadView user) {
    boolean rolling = isIn(Phase.STARTED, user) || isIn(Phase.FAILED, user);
    boolean concerned =
        user.workload().rollout().filter(last -> last.concerns(key.secret().name())).isPresent();
    return !(rolling && concerned) && PendingKeys.of(user.workload(), key.secret()).isEmpty();
  }

  /** One workload proves a value before the others get it. */
  Optional<Held> waitsForCanary() {
    if (!rules.canary() || first(this::proves).isPresent()) {
      return Optional.empty();
    }
    return first(user -> isIn(Phase.STARTED, user) && key.isCarriedBy(user.workload()))
        .or(this::canaryBefore)
        .map(canary -> held("waits for the canary, " + canary.title()));
  }

  private boolean proves(WorkloadView user) {
    return isIn(Phase.DONE, user)
        && user.workload().replicas() > 0
        && key.isCarriedBy(user.workload());
  }

  private Optional<WorkloadView> canaryBefore() {
    return first(user -> key.isPendingIn(user.workload()))
        .filter(first -> turn().compare(first, view) < 0)
        .filter(first -> !awaitsUs(first));
  }

  /** Whether another order makes that workload wait for this one. */
  private boolean awaitsUs(WorkloadView user) {
    return stronger.stream().anyMatch(order -> order.isAwaitedBy(user));
  }

  private boolean isAwaitedBy(WorkloadView user) {
    return others.stream().anyMatch(user::is) && (isInAWaveBefore(user) || isTheCanaryBefore(user));
  }

  private boolean isInAWaveBefore(WorkloadView user) {
    return wave(view.workload()) < wave(user.workload()) && isHeldByWaves(user.workload());
  }

  /** By whichever keys of the Secret it lacks, unless it need not wait with them. */
  private boolean isHeldByWaves(Workload workload) {
    List<ChangedKey> lacked =
        PendingKeys.of(workload, key.secret()).stream()
            .map(key::sibling)
            .filter(sibling -> !sibling.isSkipped())
            .toList();
    return lacked.stream().noneMatch(ChangedKey::isUrgent)
        && !lacked.stream().allMatch(ChangedKey::isRequested);
  }

  private boolean isTheCanaryBefore(WorkloadView user) {
    return key.isPendingIn(user.workload())
        && rules.canary()
        && waitsForCanary().isEmpty()
        && first(this::proves).isEmpty()
        && turn().compare(view, user) < 0;
  }

  /** Workloads without pods prove nothing, so they come last. */
  private Comparator<WorkloadView> turn() {
    return Comparator.comparing((WorkloadView user) -> wave(user.workload()))
        .thenComparing(user -> user.workload().replicas() == 0)
        .thenComparing(user -> user.workload().kind())
        .thenComparing(user -> user.workload().name());
  }

  private int wave(Workload workload) {
    int index = 0;
    for (Map<String, String> labels : rules.waves()) {
      if (workload.labels().entrySet().containsAll(labels.entrySet())) {
        return index;
      }
      index++;
    }
    return index;
  }

  /** Nobody waits for those that do not take part. */
  private Optional<WorkloadView> first(Predicate<WorkloadView> wanted) {
    return others.stream().filter(WorkloadView::takesPart).filter(wanted).min(turn());
  }

  private static boolean isIn(Phase phase, WorkloadView user) {
    return user.workload().rollout().filter(last -> last.phase() == phase).isPresent();
  }

  private static Held held(String why) {
    return new Held(why, Optional.empty());
  }
}
