package bot.orient.secrets.kubernetes;

import static java.net.HttpURLConnection.HTTP_BAD_REQUEST;
import static java.net.HttpURLConnection.HTTP_CLIENT_TIMEOUT;
import static java.net.HttpURLConnection.HTTP_CONFLICT;
import static java.net.HttpURLConnection.HTTP_INTERNAL_ERROR;

import bot.orient.secrets.sync.RestartSettings;
import bot.orient.secrets.sync.RolloutTurns;
import bot.orient.secrets.sync.RolloutTurns.Waiting;
import bot.orient.secrets.sync.WorkloadId;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Holds concurrent rollouts to the caps. What is under way is read from the cluster's state, so it
 * survives a failover; only what was granted a moment ago, and is not in the caches yet, is
 * remembered here.
 */
final class RolloutSlots {

  /** After which the caches would tell of a write whose answer was lost. */
  private static final Duration DOUBT = Duration.ofSeconds(30);

  /**
   * @param version of the workload from which its rollout was begun
   * @param doubtedAt when the answer to the write was lost
   */
  private record Grant(String version, Optional<Instant> doubtedAt) {

    boolean hasLapsed(Instant now) {
      return doubtedAt.filter(time -> !now.isBefore(time.plus(DOUBT))).isPresent();
    }
  }

  private final RolloutTurns turns;
  private final Supplier<? extends Collection<WorkloadId>> underWay;
  private final Map<WorkloadId, Waiting> waiting = new HashMap<>();
  private final Map<WorkloadId, Grant> granted = new HashMap<>();
  private final Clock clock;
  private boolean open;

  /**
   * @param underWay the rollouts that the caches tell to be under way
   */
  RolloutSlots(
      RestartSettings settings, Supplier<? extends Collection<WorkloadId>> underWay, Clock clock) {
    this.turns = new RolloutTurns(settings);
    this.underWay = underWay;
    this.clock = clock;
  }

  /**
   * Lets rollouts begin: all caches are filled, so that what is under way is known.
   *
   * @return those that have waited for it
   */
  synchronized List<WorkloadId> open() {
    open = true;
    return next();
  }

  /** Lets no further rollout begin: from now on the caches may not tell what is under way. */
  synchronized void close() {
    open = false;
  }

  /**
   * Whether the workload may begin. If not, it waits for its turn from now on.
   *
   * @param version of the workload from which its rollout would be begun
   * @param since when its restart became due
   */
  synchronized boolean take(WorkloadId workload, String version, Instant since) {
    Set<WorkloadId> busy = busy();
    if (busy.contains(workload)) {
      granted.put(workload, new Grant(version, Optional.empty()));
      return true;
    }
    waiting.put(workload, new Waiting(workload, since));
    if (!open
        || turns.next(waiting.values(), perNamespace(busy)).stream()
            .noneMatch(next -> next.workload().equals(workload))) {
      return false;
    }
    waiting.remove(workload);
    granted.put(workload, new Grant(version, Optional.empty()));
    return true;
  }

  /** The write that was to begin its rollout failed; perhaps only its answer was lost. */
  synchronized void failed(WorkloadId workload, RuntimeException failure) {
    if (failure instanceof KubernetesClientException answer && isRefusal(answer.getCode())) {
      granted.remove(workload);
    } else {
      granted.computeIfPresent(
          workload, (id, grant) -> new Grant(grant.version(), Optional.of(clock.instant())));
    }
  }

  /** A conflict is none: it may come from an earlier write of ours whose answer was lost. */
  private static boolean isRefusal(int code) {
    return code >= HTTP_BAD_REQUEST
        && code < HTTP_INTERNAL_ERROR
        && code != HTTP_CONFLICT
        && code != HTTP_CLIENT_TIMEOUT;
  }

  /**
   * The cache has this version of it. Once that is another than the one its rollout was begun from,
   * the cache knows of the rollout: no other write could come between the two.
   */
  synchronized void seen(WorkloadId workload, String version) {
    granted.computeIfPresent(
        workload, (id, grant) -> grant.version().equals(version) ? grant : null);
  }

  /** It does not wait for a turn any more. */
  synchronized void leave(WorkloadId workload) {
    waiting.remove(workload);
  }

  synchronized void gone(WorkloadId workload) {
    waiting.remove(workload);
    granted.remove(workload);
  }

  /** Those whose turn it is. */
  synchronized List<WorkloadId> next() {
    return !open || waiting.isEmpty()
        ? List.of()
        : turns.next(waiting.values(), perNamespace(busy())).stream()
            .map(Waiting::workload)
            .toList();
  }

  private Set<WorkloadId> busy() {
    Instant now = clock.instant();
    granted.values().removeIf(grant -> grant.hasLapsed(now));
    Set<WorkloadId> busy = new HashSet<>(underWay.get());
    busy.addAll(granted.keySet());
    return busy;
  }

  private static Map<String, Integer> perNamespace(Set<WorkloadId> busy) {
    Map<String, Integer> counts = new HashMap<>();
    busy.forEach(workload -> counts.merge(workload.namespace(), 1, Integer::sum));
    return counts;
  }
}
