package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.api.OrientSecret;
import bot.orient.secrets.api.OrientSecretSpec;
import bot.orient.secrets.api.OrientSecretStatus;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.OrientSecretBuilder;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of a status when the resource is not as it was read any more. */
@ExtendWith(ControlPlaneExtension.class)
class StatusApplierIT {

  private final StatusApplier<OrientSecretSpec, OrientSecretStatus, OrientSecret> applier =
      new StatusApplier<>(OrientSecret::new);
  private KubernetesClient client;
  private OrientSecret resource;

  @BeforeEach
  void enter(KubernetesClient client, TestNamespace namespace) {
    this.client = client;
    this.resource = create(namespace.name());
  }

  @Test
  void statusIsApplied() {
    OrientSecret applied = applier.apply(resource, null, status(1), client).orElseThrow();

    assertThat(applied.getStatus()).isEqualTo(status(1));
    assertThat(live().get()).isEqualTo(applied);
  }

  @Test
  void statusOfResourceThatSomebodyElseWroteIsAppliedToTheNewestOne() {
    live()
        .edit(
            r -> {
              r.getMetadata().setLabels(Map.of("somebody", "else"));
              return r;
            });

    OrientSecret applied = applier.apply(resource, null, status(1), client).orElseThrow();

    assertThat(applied.getStatus()).isEqualTo(status(1));
    assertThat(applied.getMetadata().getLabels()).containsEntry("somebody", "else");
    assertThat(live().get()).isEqualTo(applied);
  }

  @Test
  void statusThatFollowsItsOwnIsAppliedThoughTheCacheLags() {
    applier.apply(resource, null, status(1), client);

    applier.apply(resource, status(1), status(2), client);

    assertThat(live().get().getStatus()).isEqualTo(status(2));
  }

  /** As a machine does whose clocks stood still with it: the fence is open. */
  @Test
  void statusOfAnotherLeaderIsNotOverwritten() {
    OrientSecret byNextLeader = applier.apply(resource, null, status(2), client).orElseThrow();

    assertThatThrownBy(() -> applier.apply(resource, null, status(1), client))
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409));

    assertThat(live().get()).isEqualTo(byNextLeader);
  }

  @Test
  void statusThatArrivesWhenAnotherReplicaLeadsIsRefused() {
    LeaderFence fence = new LeaderFence(Duration.ofMinutes(1));
    fence.renewed(Moment.now());
    AtomicInteger bodies = new AtomicInteger();
    try (KubernetesClient frozen = fence.around(client)) {
      live()
          .edit(
              r -> {
                r.getMetadata().setLabels(Map.of("next", "leader"));
                return r;
              });
      StatusApplier<OrientSecretSpec, OrientSecretStatus, OrientSecret> late =
          new StatusApplier<>(
              () -> {
                // The first attempt passed the check before the process was frozen.
                if (bodies.incrementAndGet() > 1) {
                  fence.shut();
                }
                return new OrientSecret();
              });

      assertThatThrownBy(() -> late.apply(resource, null, status(1), frozen))
          .isInstanceOf(LeadershipLostException.class);

      assertThat(bodies).hasValue(2);
      assertThat(live().get().getStatus()).isNull();
    }
  }

  @Test
  void nobodyIsToldWhenTheResourceIsDeleted() {
    live().delete();

    assertThat(applier.apply(resource, null, status(1), client)).isEmpty();
  }

  @Test
  void statusIsNotGivenToAnotherResourceOfThatName() {
    live().delete();
    create(resource.getMetadata().getNamespace());

    assertThat(applier.apply(resource, null, status(1), client)).isEmpty();
    assertThat(live().get().getStatus()).isNull();
  }

  private static OrientSecretStatus status(long generation) {
    return new OrientSecretStatus(
        generation, List.of(), List.of(), List.of(), "app", "1/1", "none", null, null, null);
  }

  private OrientSecret create(String namespace) {
    return client
        .resource(OrientSecretBuilder.orientSecret(namespace, "app").key("TOKEN").build())
        .create();
  }

  private Resource<OrientSecret> live() {
    return client.resource(resource);
  }
}
