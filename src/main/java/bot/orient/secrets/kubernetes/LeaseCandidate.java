package bot.orient.secrets.kubernetes;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * One process' dealings with the Lease. Each write names the resource version that was read, so
 * that of two replicas one gets it.
 *
 * <p>Not fabric8's LeaderElector (7.8.0): it compares the time that the holder wrote into the Lease
 * with its own wall clock, so that a replica whose clock is ahead takes the Lease from a leader
 * that is well; and it does not tell when a renewal was asked for, which the fence must know.
 */
final class LeaseCandidate implements AutoCloseable {

  static final String NAME = "orient-secrets-operator";

  /** Of a random id: two processes must never share an identity, not even of one pod. */
  private static final int SUFFIX = 8;

  private final LeadershipSettings settings;
  private final String identity;
  private final KubernetesClient client;
  private Optional<LeaseSpec> observed = Optional.empty();
  private Moment observedAt = Moment.now();
  private boolean heldUntilItWent;

  /** A client of its own: a call must end long before the deadline, and wait for no other. */
  LeaseCandidate(KubernetesClient client, LeadershipSettings settings) {
    int patience = Math.toIntExact(settings.renewDeadline().toMillis() / 2);
    this.settings = settings;
    this.identity = settings.replica() + "_" + UUID.randomUUID().toString().substring(0, SUFFIX);
    this.client =
        ApiServerClients.like(
                new ConfigBuilder(client.getConfiguration())
                    .withConnectionTimeout(patience)
                    .withRequestTimeout(patience)
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
  }

  /** For people. */
  String lease() {
    return "Lease " + settings.namespace() + "/" + NAME;
  }

  String identity() {
    return identity;
  }

  /** Who holds it as far as this candidate saw; empty when nobody does. */
  String holder() {
    return observed.map(LeaseSpec::getHolderIdentity).orElse("");
  }

  /**
   * Creates, takes or renews the Lease if that is our turn; {@code WAIT} and {@code LOST} are given
   * when it is not.
   *
   * @throws KubernetesClientException when it is not known, or another replica was quicker
   */
  LeaseRules.Turn campaign(boolean leading) {
    Optional<Lease> there = Optional.ofNullable(resource().get());
    Optional<LeaseSpec> spec = there.map(Lease::getSpec);
    if (!spec.equals(observed)) {
      heldUntilItWent = !leading && spec.isEmpty() && !holder().isEmpty();
      observed = spec;
      observedAt = Moment.now();
    }
    LeaseRules.Turn turn = turn(there.isPresent(), spec, leading);
    switch (turn) {
      case CREATE -> client.resource(held(Optional.empty())).create();
      case TAKE, RENEW -> client.resource(held(there)).update();
      default -> {}
    }
    return turn;
  }

  private LeaseRules.Turn turn(boolean there, Optional<LeaseSpec> spec, boolean leading) {
    // Somebody deleted it: who held it writes on until it looks again.
    if (heldUntilItWent && unchanged().compareTo(settings.leaseDuration()) <= 0) {
      return LeaseRules.Turn.WAIT;
    }
    return there && spec.isEmpty()
        ? LeaseRules.Turn.TAKE
        : LeaseRules.decide(spec, identity, leading, unchanged(), settings.leaseDuration());
  }

  /** By the monotonic clock alone: a wall clock that jumps must not end a lease early. */
  private Duration unchanged() {
    return Duration.ofNanos(System.nanoTime() - observedAt.nanos());
  }

  /**
   * Lets the next one take it at once; nothing happens if it is not ours.
   *
   * @return whether it was ours
   * @throws KubernetesClientException when that fails: it runs out
   */
  boolean release() {
    Lease there = resource().get();
    if (there == null
        || there.getSpec() == null
        || !identity.equals(there.getSpec().getHolderIdentity())) {
      return false;
    }
    client
        .resource(
            new LeaseBuilder(there)
                .editSpec()
                .withHolderIdentity(null)
                .withRenewTime(now())
                .withLeaseDurationSeconds(1)
                .endSpec()
                .build())
        .update();
    return true;
  }

  private Lease held(Optional<Lease> there) {
    Optional<LeaseSpec> before = there.map(Lease::getSpec);
    boolean ours = before.map(LeaseSpec::getHolderIdentity).filter(identity::equals).isPresent();
    ZonedDateTime now = now();
    return new LeaseBuilder(there.orElseGet(Lease::new))
        .editOrNewMetadata()
        .withNamespace(settings.namespace())
        .withName(NAME)
        .endMetadata()
        .editOrNewSpec()
        .withHolderIdentity(identity)
        .withLeaseDurationSeconds(Math.toIntExact(settings.leaseDuration().toSeconds()))
        .withAcquireTime(ours ? before.get().getAcquireTime() : now)
        .withRenewTime(now)
        .withLeaseTransitions(
            before.isEmpty()
                ? 0
                : Objects.requireNonNullElse(before.get().getLeaseTransitions(), 0)
                    + (ours ? 0 : 1))
        .endSpec()
        .build();
  }

  private Resource<Lease> resource() {
    return client.leases().inNamespace(settings.namespace()).withName(NAME);
  }

  /** A Lease has microseconds. */
  private static ZonedDateTime now() {
    return ZonedDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
  }

  /** What can be done about a failure, for the log. */
  String remedy(KubernetesClientException failure) {
    int code = failure.getCode();
    return switch (code) {
      // The client has both for no answer.
      case 0, -1 -> "the API server does not answer";
      case HttpURLConnection.HTTP_UNAUTHORIZED, HttpURLConnection.HTTP_FORBIDDEN ->
          "HTTP %d: the service account must be able to get, create and update leases there"
              .formatted(code);
      case HttpURLConnection.HTTP_NOT_FOUND ->
          "HTTP 404: create the namespace, or set ORIENT_OPERATOR_NAMESPACE to the one that the operator runs in";
      default -> "HTTP " + code;
    };
  }

  @Override
  public void close() {
    client.close();
  }
}
