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
    var applied = applier.apply(resource, status(1), client).orElseThrow();

    assertThat(live().get().getStatus()).isEqualTo(status(1)).isEqualTo(applied.now().getStatus());
    assertThat(applied.now().getMetadata().getResourceVersion())
        .isEqualTo(live().get().getMetadata().getResourceVersion());
  }

  @Test
  void statusOfResourceThatSomebodyElseWroteIsAppliedToTheNewestOne() {
    live()
        .edit(
            r -> {
              r.getMetadata().setLabels(Map.of("somebody", "else"));
              return r;
            });

    var applied = applier.apply(resource, status(1), client).orElseThrow();

    assertThat(live().get().getStatus()).isEqualTo(status(1));
    assertThat(applied.before().getMetadata().getLabels()).containsEntry("somebody", "else");
    assertThat(applied.now().getMetadata().getLabels()).containsEntry("somebody", "else");
  }

  @Test
  void statusThatArrivesWhenAnotherReplicaLeadsIsRefused() {
    LeaderFence fence = new LeaderFence(Duration.ofMinutes(1));
    fence.renewed(Moment.now());
    AtomicInteger bodies = new AtomicInteger();
    try (KubernetesClient frozen = fence.around(client)) {
      OrientSecret byNextLeader = applier.apply(resource, status(2), client).orElseThrow().now();
      StatusApplier<OrientSecretSpec, OrientSecretStatus, OrientSecret> late =
          new StatusApplier<>(
              () -> {
                // The first attempt passed the check before the process was frozen.
                if (bodies.incrementAndGet() > 1) {
                  fence.shut();
                }
                return new OrientSecret();
              });

      assertThatThrownBy(() -> late.apply(resource, status(1), frozen))
          .isInstanceOf(LeadershipLostException.class);

      assertThat(bodies).hasValue(2);
      assertThat(live().get()).isEqualTo(byNextLeader);
    }
  }

  @Test
  void nobodyIsToldWhenTheResourceIsDeleted() {
    live().delete();

    assertThat(applier.apply(resource, status(1), client)).isEmpty();
  }

  @Test
  void statusIsNotGivenToAnotherResourceOfThatName() {
    live().delete();
    create(resource.getMetadata().getNamespace());

    assertThat(applier.apply(resource, status(1), client)).isEmpty();
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
