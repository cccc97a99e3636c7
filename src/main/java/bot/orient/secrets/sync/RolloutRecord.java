package bot.orient.secrets.sync;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the operator last did to restart a workload, kept on the workload itself ({@link
 * Markers#ROLLOUT}) so that caps, waits and halts survive every failover.
 *
 * @param startedAt when it was begun, or skipped, in whole seconds
 * @param changed the keys that asked for it, as {@code secret/key}, and those of restarts before it
 *     that did not get through
 * @param message why it failed, for people; empty otherwise
 * @param suspects those of them with whose values a restart before it failed
 * @param restartHash that it gave the pod template; empty if an earlier release began it
 * @param found how the workload was when it was begun
 */
public record RolloutRecord(
    Instant startedAt,
    SortedSet<String> changed,
    Phase phase,
    Optional<String> message,
    SortedSet<String> suspects,
    Optional<String> restartHash,
    Found found) {

  /** How far it is. */
  public enum Phase {
    /** Under way; counts against the cap. */
    STARTED("Started"),
    /** All pods run with the values. */
    DONE("Done"),
    /** Made no progress in time; stops the restarts that carry the same change. */
    FAILED("Failed"),
    /** Never begun, because a person said so. */
    SKIPPED("Skipped");

    final String text;

    Phase(String text) {
      this.text = text;
    }
  }

  /** How a workload was when a restart of it was begun. */
  public enum Found {
    /** Whatever fails then, the values that the restart brings are to blame. */
    WELL,
    /**
     * Somebody else's rollout was under way, or pods were missing: that may be to blame as well.
     */
    UNSETTLED,
    /** It was failing already, and may do so again whatever the values are. */
    FAILING;

    /** A rollout that the operator itself began is no trouble until it has failed. */
    static Found of(WorkloadView view) {
      if (view.progress() instanceof WorkloadProgress.Failed) {
        return FAILING;
      }
      boolean others =
          !view.workload().isUnderWay()
              && (view.progress() instanceof WorkloadProgress.RollingOut || view.isShortOfPods());
      boolean stillFailed =
          view.workload().hasFailed() && !(view.progress() instanceof WorkloadProgress.Complete);
      return others || stillFailed ? UNSETTLED : WELL;
    }
  }

  public RolloutRecord {
    startedAt = startedAt.truncatedTo(ChronoUnit.SECONDS);
    changed = Collections.unmodifiableSortedSet(new TreeSet<>(changed));
    suspects = Collections.unmodifiableSortedSet(new TreeSet<>(suspects));
  }

  private RolloutRecord(
      Instant at,
      Collection<String> changed,
      Phase phase,
      Optional<String> restartHash,
      Found found) {
    this(
        at,
        new TreeSet<>(changed),
        phase,
        Optional.empty(),
        Collections.emptySortedSet(),
        restartHash,
        found);
  }

  static RolloutRecord started(
      Instant at, Collection<String> changed, String restartHash, Found found) {
    return new RolloutRecord(at, changed, Phase.STARTED, Optional.of(restartHash), found);
  }

  static RolloutRecord skipped(Instant at, Collection<String> changed) {
    return new RolloutRecord(at, changed, Phase.SKIPPED, Optional.empty(), Found.WELL);
  }

  /**
   * The next restart, whose end also tells of values that this one did not get through with.
   *
   * @param foundNow how the workload is, be it because of this one
   */
  RolloutRecord restarted(
      Instant at, Collection<String> changedNow, String newHash, Found foundNow) {
    if (!isOpen()) {
      return started(at, changedNow, newHash, foundNow);
    }
    SortedSet<String> all = new TreeSet<>(changed);
    all.addAll(changedNow);
    SortedSet<String> failed = new TreeSet<>(hasBlame() ? changed : suspects);
    failed.removeAll(changedNow);
    return new RolloutRecord(
        at, all, Phase.STARTED, Optional.empty(), failed, Optional.of(newHash), foundBy(foundNow));
  }

  /** What was wrong before the first of two restarts may be so still; a failure is its doing. */
  private Found foundBy(Found now) {
    return phase == Phase.STARTED || found == Found.WELL || now == Found.FAILING ? found : now;
  }

  /** A restart that is under way, or has failed, stays on record when the next one is skipped. */
  RolloutRecord skipping(Instant at, Collection<String> changedNow) {
    if (!isOpen()) {
      return skipped(at, changedNow);
    }
    SortedSet<String> left = new TreeSet<>(changed);
    left.removeAll(changedNow);
    SortedSet<String> failed = new TreeSet<>(suspects);
    failed.removeAll(changedNow);
    return new RolloutRecord(startedAt, left, phase, message, failed, restartHash, found);
  }

  /** Of pods that got other values by themselves it tells nothing, unless it is under way. */
  RolloutRecord adopted(Collection<String> addresses) {
    if (phase == Phase.STARTED) {
      return this;
    }
    SortedSet<String> left = new TreeSet<>(changed);
    left.removeAll(addresses);
    SortedSet<String> failed = new TreeSet<>(suspects);
    failed.removeAll(addresses);
    return new RolloutRecord(startedAt, left, phase, message, failed, restartHash, found);
  }

  /**
   * Whether somebody put another template in the place of the one that it made before it was
   * through, so that pods of before it may have stayed.
   *
   * @param templateHash the restart hash that the template has now
   */
  boolean isUndone(Optional<String> templateHash) {
    return isOpen() && restartHash.isPresent() && !restartHash.equals(templateHash);
  }

  /** All pods have its values all the same, so the template that is there now is as good. */
  RolloutRecord boundTo(Optional<String> templateHash) {
    return isUndone(templateHash)
        ? new RolloutRecord(startedAt, changed, phase, message, suspects, templateHash, found)
        : this;
  }

  /** Whether it made no progress in time, and has not got through since. */
  public boolean isFailed() {
    return phase == Phase.FAILED;
  }

  /** Whether it has not got through yet, be it that it failed. */
  boolean isOpen() {
    return phase == Phase.STARTED || phase == Phase.FAILED;
  }

  /** Whether it failed, and may have because of the values that it brought: they go no further. */
  boolean hasBlame() {
    return phase == Phase.FAILED && found != Found.FAILING;
  }

  /** Whether the workload failed with the value of the key that was its own then. */
  boolean condemns(String address) {
    return hasBlame() && changed.contains(address) || suspects.contains(address);
  }

  /** A rollout that failed may still get through, for example when its image can be pulled. */
  RolloutRecord tracked(WorkloadProgress progress) {
    if (isOpen() && progress instanceof WorkloadProgress.Complete) {
      return new RolloutRecord(startedAt, changed, Phase.DONE, restartHash, Found.WELL);
    }
    return phase == Phase.STARTED && progress instanceof WorkloadProgress.Failed failure
        ? failed(failure.message())
        : this;
  }

  /**
   * The workload is complete, but without pods. That proves neither its values nor those with which
   * a restart before it failed.
   */
  RolloutRecord endedWithoutPods() {
    if (phase != Phase.STARTED) {
      return this;
    }
    return suspects.isEmpty()
        ? new RolloutRecord(startedAt, List.of(), Phase.DONE, restartHash, Found.WELL)
        : new RolloutRecord(
            startedAt,
            suspects,
            Phase.FAILED,
            Optional.of("was scaled to zero before it got well"),
            Collections.emptySortedSet(),
            restartHash,
            found == Found.WELL ? Found.WELL : Found.UNSETTLED);
  }

  RolloutRecord failed(String why) {
    return new RolloutRecord(
        startedAt, changed, Phase.FAILED, Optional.of(why), suspects, restartHash, found);
  }

  /** Whether it was, or was to be, for a key of this Secret. */
  boolean concerns(String secretName) {
    return changed.stream().anyMatch(address -> address.startsWith(secretName + "/"));
  }

  /** Empty, and never an exception, when the annotation is null or malformed. */
  public static Optional<RolloutRecord> parse(String annotation) {
    return RolloutRecordFormat.parse(annotation);
  }

  /** Compact JSON, the same text for equal records. */
  public String toAnnotation() {
    return RolloutRecordFormat.write(this);
  }
}
