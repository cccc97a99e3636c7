package bot.orient.secrets.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Whether this process leads: of all replicas the only one that reconciles. It is gained once and
 * lost once; who lost it ends the process, so that no state of a former leader is led with again.
 * Without election every process leads from the start and for ever.
 */
public final class Leadership implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Leadership.class);

  /** So that candidates do not all ask at once. */
  private static final double JITTER = 0.2;

  private final Optional<LeaseCandidate> candidate;
  private final Duration retryPeriod;
  private final LeaderFence fence;
  private final CountDownLatch gained = new CountDownLatch(1);
  private final CountDownLatch lost = new CountDownLatch(1);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::campaign, "orient-leadership");
  private String told = "";

  private Leadership(Optional<LeaseCandidate> candidate, Duration retryPeriod, LeaderFence fence) {
    this.candidate = candidate;
    this.retryPeriod = retryPeriod;
    this.fence = fence;
  }

  /** Does not campaign yet; see {@link #start}. */
  public static Leadership byElection(KubernetesClient client, LeadershipSettings settings) {
    return new Leadership(
        Optional.of(new LeaseCandidate(client, settings)),
        settings.retryPeriod(),
        new LeaderFence(settings.renewDeadline()));
  }

  /** For the only replica. */
  public static Leadership withoutElection() {
    Leadership leadership =
        new Leadership(Optional.empty(), Duration.ZERO, new LeaderFence(Duration.ZERO));
    leadership.gained.countDown();
    return leadership;
  }

  /**
   * A client of its own for reconciling, whose writes are refused while this process does not lead,
   * and which reads no more of objects than is asked for; others close it.
   */
  public KubernetesClient guarded(KubernetesClient client) {
    return candidate.isPresent()
        ? fence.around(client)
        : ApiServerClients.like(client.getConfiguration())
            .withKubernetesSerialization(LeanObjects.serialization())
            .build();
  }

  /** For writes that do not go through such a client: throws while this process does not lead. */
  public Runnable guard() {
    return candidate.isPresent() ? fence::check : () -> {};
  }

  /** Whether this process leads now. */
  public boolean isLeader() {
    return candidate.isEmpty() || fence.isOpen();
  }

  /** Campaigns from now on. */
  public void start() {
    if (candidate.isPresent()) {
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** Returns when this process leads. */
  public void awaitGained() throws InterruptedException {
    gained.await();
  }

  /** Returns when this process led and does not any more. */
  public void awaitLost() throws InterruptedException {
    lost.await();
  }

  private void campaign() {
    try {
      takeAndKeep(candidate.orElseThrow());
    } finally {
      // Whatever ended it, nobody is left to renew the Lease.
      if (!isClosing()) {
        fence.shut();
        gained.countDown();
        lost.countDown();
      }
    }
  }

  /** Returns when leadership is lost, or at the end of the process. */
  private void takeAndKeep(LeaseCandidate us) {
    while (!isClosing() && !take(us)) {
      pause(jittered(retryPeriod));
    }
    if (isClosing()) {
      return;
    }
    log.info("this replica leads now: {} is held by {}", us.lease(), us.identity());
    gained.countDown();
    pause(retryPeriod);
    while (!isClosing() && keep(us)) {
      pause(shorter(retryPeriod, fence.left()));
    }
  }

  private boolean take(LeaseCandidate us) {
    Moment asked = Moment.now();
    try {
      if (us.campaign(false) != LeaseRules.Turn.WAIT) {
        fence.renewed(asked);
        return true;
      }
      tell("this replica stands by: %s is held by %s".formatted(us.lease(), us.holder()), false);
    } catch (KubernetesClientException e) {
      // Somebody else was quicker: it will be seen who.
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        tell(us.lease() + " cannot be had, it is tried again: " + us.remedy(e), true);
      }
    }
    return false;
  }

  /** Whether this process still leads. */
  private boolean keep(LeaseCandidate us) {
    Moment asked = Moment.now();
    if (!fence.isOpen()) {
      log.error("{} could not be renewed in time: another replica may lead by now", us.lease());
      return false;
    }
    try {
      if (us.campaign(true) == LeaseRules.Turn.LOST) {
        log.error("{} is held by {}: another replica leads", us.lease(), us.holder());
        return false;
      }
      fence.renewed(asked);
      told = "";
    } catch (KubernetesClientException e) {
      // A conflict may come from somebody who edited the Lease; the next look tells.
      tell(us.lease() + " cannot be renewed, it is tried again: " + us.remedy(e), true);
    }
    return true;
  }

  /** Once until it changes. */
  private void tell(String what, boolean trouble) {
    if (!what.equals(told)) {
      log.atLevel(trouble ? Level.WARN : Level.INFO).log(what);
    }
    told = what;
  }

  private static Duration jittered(Duration period) {
    return period.plus(
        Duration.ofNanos(
            (long) (period.toNanos() * JITTER * ThreadLocalRandom.current().nextDouble())));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void pause(Duration duration) {
    try {
      closing.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing.countDown();
    }
  }

  /**
   * Ends all writing of this process, and then lets another replica lead at once. Call it when
   * nothing writes any more.
   */
  @Override
  public void close() {
    closing.countDown();
    fence.shut();
    candidate.ifPresent(this::leave);
  }

  /** Of a candidate that took it just now, too. */
  private void leave(LeaseCandidate us) {
    try {
      thread.join();
      if (us.release()) {
        log.info("{} is released", us.lease());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (KubernetesClientException e) {
      log.warn("{} could not be released, it runs out: {}", us.lease(), us.remedy(e));
    } finally {
      us.close();
    }
  }
}
