package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.WorkloadState;
import bot.orient.secrets.sync.Hold;
import bot.orient.secrets.sync.ProjectedSecret;
import bot.orient.secrets.sync.RestartDecision;
import bot.orient.secrets.sync.RestartGate;
import bot.orient.secrets.sync.RestartPlanner;
import bot.orient.secrets.sync.RestartSettings;
import bot.orient.secrets.sync.RestartVerdict;
import bot.orient.secrets.sync.RolloutRecord;
import bot.orient.secrets.sync.Workload;
import bot.orient.secrets.sync.WorkloadId;
import bot.orient.secrets.sync.WorkloadMarks;
import bot.orient.secrets.sync.WorkloadProgress;
import bot.orient.secrets.sync.WorkloadView;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one workload a step further: follows its rollout, decides whether it must restart, and
 * begins that when the gate and the caps allow it.
 */
final class RestartConductor {

  private static final Logger log = LoggerFactory.getLogger(RestartConductor.class);

  /** The event that ends a wait normally comes sooner; this is for one that got lost. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  /** The same for a wait for others, of which there may be many, or for one that may take long. */
  private static final Duration LOOK_AGAIN_AT_OTHERS = Duration.ofMinutes(1);

  private final RestartSettings settings;
  private final Fleet fleet;
  private final RolloutSlots slots;
  private final RestartHolds holds;
  private final RestartAttempts attempts = new RestartAttempts();
  private final MarksWriter writer;
  private final StallDetector stalls;
  private final PodAgeReader podAges;
  private final EventLog events;
  private final Clock clock;

  RestartConductor(
      RestartSettings settings,
      Fleet fleet,
      RolloutSlots slots,
      RestartHolds holds,
      MarksWriter writer,
      StallDetector stalls,
      PodAgeReader podAges,
      EventLog events,
      Clock clock) {
    this.settings = settings;
    this.fleet = fleet;
    this.slots = slots;
    this.holds = holds;
    this.writer = writer;
    this.stalls = stalls;
    this.podAges = podAges;
    this.events = events;
    this.clock = clock;
  }

  void gone(Workload workload) {
    slots.gone(workload.id());
    attempts.forget(workload.id());
    stalls.gone(workload.id());
    holds.remove(workload.id());
    slots.next().forEach(fleet::wake);
  }

  /** It could not be looked at: nobody is to wait for it to take its turn. */
  void failed(WorkloadId workload) {
    slots.leave(workload);
    slots.next().forEach(fleet::wake);
  }

  /** When to look again, if not only when something changes. */
  Optional<Duration> conduct(
      HasMetadata resource, WorkloadView view, Map<String, ProjectedSecret> used) {
    WorkloadId id = view.workload().id();
    slots.seen(id, version(resource));
    Instant now = clock.instant();
    StallDetector.Finding finding = stalls.follow(resource, view, now);
    RestartDecision decision = decide(resource, view.workload(), used);
    Optional<Duration> again;
    if (decision instanceof RestartDecision.Restart restart) {
      again = restart(resource, view, finding.marks(), restart, used, now);
    } else {
      again = settle(resource, view, finding.marks(), decision);
    }
    tellOfFailure(resource, view.workload().rollout(), finding.marks().rollout());
    slots.next().stream().filter(next -> !next.equals(id)).forEach(fleet::wake);
    return Stream.of(again, finding.lookAgain())
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder());
  }

  /** The owners of Secrets tell of states they see; this one may be over before they look. */
  private void tellOfFailure(
      HasMetadata resource, Optional<RolloutRecord> before, Optional<RolloutRecord> now) {
    now.filter(RolloutRecord::isFailed)
        .filter(failed -> before.filter(RolloutRecord::isFailed).isEmpty())
        .ifPresent(
            failed ->
                events.warning(
                    resource,
                    "RolloutFailed",
                    "with new values of %s: %s"
                        .formatted(
                            String.join(", ", failed.changed()), failed.message().orElse(""))));
  }

  private RestartDecision decide(
      HasMetadata resource, Workload workload, Map<String, ProjectedSecret> used) {
    RestartDecision decision = RestartPlanner.decide(workload, used, Optional.empty());
    return decision instanceof RestartDecision.AskPodAge
        ? RestartPlanner.decide(workload, used, Optional.of(podAges.read(resource)))
        : decision;
  }

  /** No restart is due. */
  private Optional<Duration> settle(
      HasMetadata resource, WorkloadView view, WorkloadMarks tracked, RestartDecision decision) {
    Workload workload = view.workload();
    slots.leave(workload.id());
    holds.remove(workload.id());
    if (decision instanceof RestartDecision.AwaitRollout await) {
      write(resource, view, tracked.adopted(await.meanwhile()));
      log.debug("{}/{}: waiting, {}", workload.namespace(), workload.name(), await.why());
      return Optional.of(LOOK_AGAIN_AT_OTHERS);
    }
    write(
        resource,
        view,
        decision instanceof RestartDecision.Adopt adopt
            ? tracked.confirmed(adopt.baseline())
            : tracked);
    if (view.progress() instanceof WorkloadProgress.Complete) {
      attempts.forget(workload.id());
    }
    if (decision instanceof RestartDecision.Wait wait) {
      log.debug("{}/{}: waiting, {}", workload.namespace(), workload.name(), wait.why());
      return Optional.of(LOOK_AGAIN);
    }
    return Optional.empty();
  }

  private Optional<Duration> restart(
      HasMetadata resource,
      WorkloadView view,
      WorkloadMarks tracked,
      RestartDecision.Restart restart,
      Map<String, ProjectedSecret> used,
      Instant now) {
    RestartGate gate =
        new RestartGate(view, used, users(view.workload(), used), settings.settle(), now);
    RestartVerdict verdict = attempts.limit(view.workload().id(), restart, gate.judge(restart));
    if (verdict instanceof RestartVerdict.MayBegin may) {
      return begin(resource, view, tracked, restart, may, now);
    }
    slots.leave(view.workload().id());
    if (verdict instanceof RestartVerdict.Skipped) {
      holds.remove(view.workload().id());
      write(resource, view, tracked.skipped(restart, now));
      events.normal(resource, "RestartSkipped", "as requested, for " + names(restart));
      return Optional.empty();
    }
    write(resource, view, tracked.waiting(restart));
    if (verdict instanceof RestartVerdict.Held held) {
      hold(view, WorkloadState.WAITING, held.why(), restart);
      return Optional.of(
          held.until().map(until -> untilThen(now, until)).orElse(LOOK_AGAIN_AT_OTHERS));
    }
    RestartVerdict.ByHand byHand = (RestartVerdict.ByHand) verdict;
    hold(view, WorkloadState.RESTART_NEEDED, byHand.why(), restart);
    return Optional.empty();
  }

  private Optional<Duration> begin(
      HasMetadata resource,
      WorkloadView view,
      WorkloadMarks tracked,
      RestartDecision.Restart restart,
      RestartVerdict.MayBegin may,
      Instant now) {
    WorkloadId id = view.workload().id();
    if (!slots.take(id, version(resource), may.since())) {
      write(resource, view, tracked.waiting(restart));
      hold(view, WorkloadState.WAITING, "waits for other rollouts to finish", restart);
      return Optional.of(LOOK_AGAIN_AT_OTHERS);
    }
    try {
      writer.apply(resource, tracked.restarted(restart, now, view));
    } catch (RuntimeException e) {
      slots.failed(id, e);
      throw e;
    }
    attempts.begun(id, restart);
    holds.remove(id);
    events.normal(resource, "Restarted", "new values of " + names(restart));
    return Optional.empty();
  }

  private void write(HasMetadata resource, WorkloadView view, WorkloadMarks marks) {
    if (!marks.equals(WorkloadMarks.of(view.workload()))) {
      writer.apply(resource, marks);
      log.debug("{}: marks recorded", view.workload().id());
    }
  }

  private void hold(
      WorkloadView view, WorkloadState state, String why, RestartDecision.Restart restart) {
    holds.put(view.workload().id(), new Hold(state, why, restart.changed()));
  }

  private Map<String, List<WorkloadView>> users(
      Workload workload, Map<String, ProjectedSecret> used) {
    return used.keySet().stream()
        .collect(Collectors.toMap(name -> name, name -> users(workload.namespace(), name)));
  }

  private List<WorkloadView> users(String namespace, String secretName) {
    return fleet.usersOf(namespace, secretName).stream().map(attempts::seenByOthers).toList();
  }

  private static String version(HasMetadata resource) {
    return resource.getMetadata().getResourceVersion();
  }

  private static String names(RestartDecision.Restart restart) {
    return String.join(", ", restart.changed());
  }

  private static Duration untilThen(Instant now, Instant until) {
    Duration left = Duration.between(now, until);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
