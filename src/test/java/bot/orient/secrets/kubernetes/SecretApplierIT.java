package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.ProjectionChange;
import bot.orient.secrets.sync.ProjectionPlan;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A Secret of somebody else's comes just before ours is made. */
@ExtendWith(ControlPlaneExtension.class)
class SecretApplierIT {

  private KubernetesClient client;
  private TestNamespace namespace;
  private SecretApplier applier;

  @BeforeEach
  void enter(KubernetesClient anyClient, TestNamespace anyNamespace) {
    client = anyClient;
    namespace = anyNamespace;
    applier = new SecretApplier(client);
  }

  @Test
  void newSecretIsMade() {
    Secret written = applier.apply(toMake("TOKEN", "b3Vycw=="), Optional.empty());

    assertThat(live().getData()).isEqualTo(written.getData()).containsOnlyKeys("TOKEN");
  }

  @Test
  void valuesOfTheOtherSecretAreNotOverwritten() {
    Secret theirs = create("TOKEN", "dGhlaXJz");

    assertRefused(toMake("TOKEN", "b3Vycw=="));

    assertThat(live()).isEqualTo(theirs);
  }

  @Test
  void nothingOfOursStaysInTheOtherSecret() {
    Secret theirs = create("OTHER", "dGhlaXJz");

    assertRefused(toMake("TOKEN", "b3Vycw=="));

    assertThat(live().getData()).isEqualTo(theirs.getData());
    assertThat(live().getMetadata().getLabels()).isNullOrEmpty();
    assertThat(live().getMetadata().getAnnotations()).isNullOrEmpty();
    assertThat(live().getImmutable()).isNotEqualTo(true);
  }

  @Test
  void nothingOfAnImmutableOneStaysEither() {
    Secret theirs = create("OTHER", "dGhlaXJz");

    assertRefused(toMake(secret("TOKEN", "b3Vycw==").withImmutable(true)));

    assertThat(live().getData()).isEqualTo(theirs.getData());
    assertThat(live().getImmutable()).isNotEqualTo(true);
  }

  @Test
  void immutableSecretIsMade() {
    applier.apply(toMake(secret("TOKEN", "b3Vycw==").withImmutable(true)), Optional.empty());

    assertThat(live().getImmutable()).isTrue();
    assertThat(live().getData()).containsOnlyKeys("TOKEN");
  }

  private void assertRefused(ProjectionPlan.Apply plan) {
    assertThatThrownBy(() -> applier.apply(plan, Optional.empty()))
        .asInstanceOf(InstanceOfAssertFactories.type(KubernetesClientException.class))
        .extracting(KubernetesClientException::getCode)
        .isEqualTo(HttpURLConnection.HTTP_CONFLICT);
  }

  private Secret create(String key, String value) {
    return client.resource(secret(key, value).build()).create();
  }

  private ProjectionPlan.Apply toMake(String key, String value) {
    return toMake(secret(key, value));
  }

  private ProjectionPlan.Apply toMake(SecretBuilder secret) {
    Secret body =
        secret
            .withType("Opaque")
            .editMetadata()
            .addToLabels(Markers.PROJECTED_FOR, "OrientSecret")
            .addToAnnotations(Markers.OWNER, "OrientSecret/app")
            .endMetadata()
            .build();
    return new ProjectionPlan.Apply(
        body,
        List.of(),
        List.of(),
        new ProjectionChange(true, List.of("TOKEN"), List.of(), List.of()));
  }

  private SecretBuilder secret(String key, String value) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(namespace.name())
        .withName("app")
        .endMetadata()
        .addToData(key, value);
  }

  private Secret live() {
    return client.secrets().inNamespace(namespace.name()).withName("app").get();
  }
}
