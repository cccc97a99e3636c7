package bot.orient.secrets.kubernetes;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.time.Duration;
import java.util.Set;

/**
 * Lets writes pass only while this process may believe that it leads: from a renewal of the Lease
 * until the renew deadline after it was <em>asked for</em>. Nobody else takes the Lease before the
 * lease duration is over, which is longer. So a process that was frozen, or whose API server was
 * away, writes nothing when it goes on, before any thread of it knows that it lost.
 *
 * <p>Every attempt of a request is checked as it is handed to the network, and every transaction of
 * the store before it commits. What remains is a request that is on its way for longer than lease
 * duration and renew deadline differ: its process freezes between the check and the kernel's taking
 * of the bytes, or the network holds them back. Then:
 *
 * <ul>
 *   <li>the store loses nothing: the check is made with the rows locked, so a write of the next
 *       leader to the same key waits and comes after; a frozen transaction ends after 30 s;
 *   <li>a Secret that is there, a status, the marks of a workload, the store's ConfigMap and every
 *       deletion carry the resource version they were computed from, and are refused with a
 *       conflict if the next leader wrote meanwhile;
 *   <li>a Secret that both create may get the older value: the next leader sees that by its watch
 *       and puts it right in milliseconds, before any settle window is over;
 *   <li>an Event may be there twice.
 * </ul>
 *
 * <p>Where a whole virtual machine is frozen, its clocks may be too. Then up to one retry period
 * passes before the renewal is refused, and the resource versions are what protects. Of the
 * monotonic clock, which stands still while a machine sleeps, and the wall clock, which somebody
 * may set, the one counts that says that more time has passed.
 */
final class LeaderFence {

  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

  private final Duration deadline;
  private volatile Moment renewed;
  private volatile boolean shut;

  /**
   * @param deadline how long a renewal lets writes pass
   */
  LeaderFence(Duration deadline) {
    this.deadline = deadline;
  }

  /**
   * @param asked from before the request that renewed the Lease was sent
   */
  void renewed(Moment asked) {
    renewed = asked;
  }

  /** For good. */
  void shut() {
    shut = true;
  }

  boolean isOpen() {
    return !left().isZero();
  }

  /** How long it stays open if nothing is renewed; zero when it is not. */
  Duration left() {
    Moment last = renewed;
    if (shut || last == null) {
      return Duration.ZERO;
    }
    Duration left = deadline.minus(last.age());
    return left.isNegative() ? Duration.ZERO : left;
  }

  /**
   * @throws LeadershipLostException unless it is open
   */
  void check() {
    if (!isOpen()) {
      throw new LeadershipLostException();
    }
  }

  /** A client of its own to the same API server, whose writes are checked. */
  KubernetesClient around(KubernetesClient client) {
    return ApiServerClients.like(
            // The client repeats a request on a thread of its own, where a refusal would never
            // reach the one that waits for the answer.
            new ConfigBuilder(client.getConfiguration()).withRequestRetryBackoffLimit(0).build())
        .withHttpClientBuilderConsumer(
            http -> http.addOrReplaceInterceptor("leader-fence", new WriteCheck()))
        .withKubernetesSerialization(LeanObjects.serialization())
        .build();
  }

  private final class WriteCheck implements Interceptor {

    @Override
    public void before(BasicBuilder next, HttpRequest request, RequestTags tags) {
      if (!READING.contains(request.method())) {
        check();
      }
    }
  }
}
