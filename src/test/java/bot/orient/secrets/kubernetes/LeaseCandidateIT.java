package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import bot.orient.secrets.kubernetes.LeaseRules.Turn;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ControlPlaneExtension.class)
class LeaseCandidateIT {

  private static final int RACERS = 6;
  private static final Duration LONG = Duration.ofMinutes(10);

  private KubernetesClient client;
  private String namespace;
  private final List<LeaseCandidate> candidates = new ArrayList<>();

  @BeforeEach
  void prepare(KubernetesClient admin, TestNamespace own) {
    client = admin;
    namespace = own.name();
  }

  @AfterEach
  void close() {
    candidates.forEach(LeaseCandidate::close);
  }

  @Test
  void leaseGoesFromOneToTheNext() {
    LeaseCandidate first = candidate("pod");
    LeaseCandidate second = candidate("pod");
    assertThat(first.identity()).as("of one pod").isNotEqualTo(second.identity());

    assertThat(first.campaign(false)).isEqualTo(Turn.CREATE);
    assertThat(second.campaign(false)).isEqualTo(Turn.WAIT);
    assertThat(second.holder()).isEqualTo(first.identity());
    assertThat(first.campaign(true)).isEqualTo(Turn.RENEW);
    assertThat(lease().getSpec().getLeaseDurationSeconds()).isEqualTo(600);
    assertThat(second.release()).isFalse();
    assertThat(first.campaign(true)).as("only its holder releases it").isEqualTo(Turn.RENEW);

    assertThat(first.release()).isTrue();

    assertThat(second.campaign(false)).isEqualTo(Turn.TAKE);
    assertThat(first.campaign(true)).isEqualTo(Turn.LOST);
    assertThat(lease().getSpec().getHolderIdentity()).isEqualTo(second.identity());
    assertThat(lease().getSpec().getLeaseTransitions()).isEqualTo(1);
  }

  @Test
  void leaseThatIsDeletedIsMadeAgainByItsHolder() {
    LeaseCandidate holder = candidate("pod");
    holder.campaign(false);
    client.resource(lease()).delete();

    assertThat(holder.campaign(true)).isEqualTo(Turn.CREATE);
    assertThat(lease().getSpec().getHolderIdentity()).isEqualTo(holder.identity());
  }

  /** Its holder writes on until it looks again. */
  @Test
  void leaseThatIsDeletedWhileAnotherHoldsItIsWaitedFor() {
    LeaseCandidate holder = candidate("pod");
    LeaseCandidate other = candidate("other");
    holder.campaign(false);
    assertThat(other.campaign(false)).isEqualTo(Turn.WAIT);
    client.resource(lease()).delete();

    assertThat(other.campaign(false)).isEqualTo(Turn.WAIT);
    assertThat(other.campaign(false)).isEqualTo(Turn.WAIT);
    assertThat(candidate("new").campaign(false)).as("who never saw it").isEqualTo(Turn.CREATE);
  }

  @Test
  void ofManyThatTakeItAtOnceOneGetsIt() throws Exception {
    for (int i = 0; i < RACERS; i++) {
      candidate("pod-" + i);
    }
    assertThat(race()).as("create").hasSize(1);
    for (int round = 0; round < 5; round++) {
      candidates.forEach(LeaseCandidate::release);
      assertThat(race()).as("take").hasSize(1);
    }
  }

  @Test
  void failureSaysWhatCanBeDone() {
    LeaseCandidate nowhere =
        new LeaseCandidate(
            client, new LeadershipSettings("no-such-namespace", "pod", LONG, LONG, LONG));
    candidates.add(nowhere);

    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(() -> nowhere.campaign(false))
        .extracting(nowhere::remedy)
        .asString()
        .contains("set ORIENT_OPERATOR_NAMESPACE to the one that the operator runs in");
  }

  private LeaseCandidate candidate(String replica) {
    LeaseCandidate candidate =
        new LeaseCandidate(client, new LeadershipSettings(namespace, replica, LONG, LONG, LONG));
    candidates.add(candidate);
    return candidate;
  }

  private Lease lease() {
    return client.leases().inNamespace(namespace).withName(LeaseCandidate.NAME).get();
  }

  /** Those that believe that they got it. */
  private Set<LeaseCandidate> race() throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(RACERS);
    CyclicBarrier start = new CyclicBarrier(RACERS);
    Set<LeaseCandidate> winners = new HashSet<>();
    try {
      List<Future<Boolean>> answers =
          threads.invokeAll(
              candidates.stream()
                  .<Callable<Boolean>>map(
                      candidate ->
                          () -> {
                            start.await();
                            return takes(candidate);
                          })
                  .toList());
      for (int i = 0; i < RACERS; i++) {
        if (answers.get(i).get()) {
          winners.add(candidates.get(i));
        }
      }
    } finally {
      threads.shutdown();
    }
    return winners;
  }

  private static boolean takes(LeaseCandidate candidate) {
    try {
      return candidate.campaign(false) != Turn.WAIT;
    } catch (KubernetesClientException e) {
      return false;
    }
  }
}
