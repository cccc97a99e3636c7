package bot.orient.secrets.sync;

import bot.orient.secrets.sync.RestartDecision.Restart;
import bot.orient.secrets.sync.RestartVerdict.ByHand;
import bot.orient.secrets.sync.RestartVerdict.Held;
import bot.orient.secrets.sync.RestartVerdict.MayBegin;
import bot.orient.secrets.sync.RestartVerdict.Skipped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides whether a restart that is due may begin: after the settle window, inside a restart
 * window, in its wave, behind the canary, and never with a change that made another workload fail.
 *
 * <p>Every key is judged by the rules of its own Secret. One free key is enough to begin, since a
 * restart brings all values anyway; but it would bring those that are held back, too, so one key
 * that must be held back holds the workload.
 */
public final class RestartGate {

  private final WorkloadView view;
  private final Map<String, ProjectedSecret> secrets;
  private final Map<String, List<WorkloadView>> usersBySecret;
  private final Duration defaultSettle;
  private final Instant now;

  /**
   * @param secrets the projected Secrets that the workload uses, by name
   * @param usersBySecret all workloads that use each of them
   * @param defaultSettle for Secrets whose rules name no settle window
   * @param now by the operator's clock
   */
  public RestartGate(
      WorkloadView view,
      Map<String, ProjectedSecret> secrets,
      Map<String, List<WorkloadView>> usersBySecret,
      Duration defaultSettle,
      Instant now) {
    this.view = view;
    this.secrets = secrets;
    this.usersBySecret = usersBySecret;
    this.defaultSettle = defaultSettle;
    this.now = now;
  }

  public RestartVerdict judge(Restart restart) {
    List<ChangedKey> keys =
        restart.changed().stream().map(KeyAddress::parse).map(this::changedKey).toList();
    List<ChangedKey> pending = keys.stream().filter(key -> !key.isSkipped()).toList();
    if (pending.isEmpty()) {
      return new Skipped();
    }
    if (view.obstacle().isPresent()) {
      return new ByHand(view.obstacle().get());
    }
    if (view.workload().isUndone() && pending.stream().anyMatch(this::hasFailedHere)) {
      return undoneFailure(pending);
    }
    Optional<Instant> urgent = earliest(pending.stream().filter(ChangedKey::isUrgent).toList());
    if (urgent.isPresent()) {
      return new MayBegin(urgent.get());
    }
    List<ChangedKey> automatic = pending.stream().filter(ChangedKey::isAutomatic).toList();
    if (automatic.isEmpty()) {
      return byHand(pending);
    }
    return holdingBack(automatic)
        .<RestartVerdict>map(held -> held)
        .orElseGet(() -> settling(automatic));
  }

  private ChangedKey changedKey(KeyAddress address) {
    return new ChangedKey(address, secrets.get(address.secretName()), defaultSettle);
  }

  private static Optional<Instant> earliest(List<ChangedKey> keys) {
    return keys.stream().map(ChangedKey::changedAt).min(Comparator.naturalOrder());
  }

  private static ByHand byHand(List<ChangedKey> pending) {
    return new ByHand(
        "runs with older values of %s, and spec.restart.policy is Never; restart it when it suits, or annotate the resource with %s"
            .formatted(names(pending), Markers.RESTART_NOW));
  }

  /** Whoever undid it would not thank for another try. */
  private boolean hasFailedHere(ChangedKey key) {
    return !key.isRequested() && key.condemnedBy(view.workload()).isPresent();
  }

  private static ByHand undoneFailure(List<ChangedKey> pending) {
    return new ByHand(
        "its restart with new values of %s failed, and somebody put the template of before back; write a value that works, or annotate the resource with %s"
            .formatted(names(pending), Markers.RESTART_NOW));
  }

  static String names(List<ChangedKey> keys) {
    return String.join(", ", keys.stream().map(key -> key.address().toString()).toList());
  }

  private Optional<Held> holdingBack(List<ChangedKey> keys) {
    List<Held> reasons = new ArrayList<>();
    List<UserOrder> stronger = new ArrayList<>();
    // In the order of the Secrets' names: all workloads must agree on which order is the stronger.
    for (ChangedKey key : keys) {
      if (key.isRequested()) {
        continue;
      }
      UserOrder order =
          new UserOrder(view, key, usersBySecret.get(key.secret().name()), List.copyOf(stronger));
      order
          .haltedBy()
          .or(() -> closedWindow(key))
          .or(order::waitsForWave)
          .or(order::waitsForCanary)
          .ifPresent(reasons::add);
      stronger.add(order);
    }
    return reasons.stream().findFirst();
  }

  private Optional<Held> closedWindow(ChangedKey key) {
    RestartCalendar calendar = RestartCalendar.of(key.secret().rules().windows());
    if (calendar.isOpen(now)) {
      return Optional.empty();
    }
    Optional<Instant> opening = calendar.nextOpening(now);
    return Optional.of(
        new Held(
            "the next restart window opens at "
                + opening
                    .map(time -> time.truncatedTo(ChronoUnit.SECONDS).toString())
                    .orElse("no time"),
            opening));
  }

  private RestartVerdict settling(List<ChangedKey> keys) {
    Optional<Instant> settled = firstDue(keys.stream().filter(key -> key.isSettled(now)));
    if (settled.isPresent()) {
      return new MayBegin(settled.get());
    }
    Instant due = firstDue(keys.stream()).orElseThrow();
    return new Held("waits until " + due + " for further changes", Optional.of(due));
  }

  private static Optional<Instant> firstDue(Stream<ChangedKey> keys) {
    return keys.map(ChangedKey::dueAt).min(Comparator.naturalOrder());
  }
}
