package bot.orient.secrets.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which pod a port forward goes to. */
class OperatorPodTest {

  private static final String NAME = "app.kubernetes.io/name";

  private static PodBuilder pod(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels(OperatorPod.LABEL, OperatorPod.COMPONENT)
        .addToLabels(NAME, "orient-secrets-operator")
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("operator")
        .addNewEnv()
        .withName("ORIENT_ADMIN_PORT")
        .withValue("9443")
        .endEnv()
        .addNewPort()
        .withName("monitoring")
        .withContainerPort(9081)
        .endPort()
        .addNewPort()
        .withName("admin")
        .withContainerPort(9443)
        .endPort()
        .endContainer()
        .endSpec()
        .withNewStatus()
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .endCondition()
        .endStatus();
  }

  @Test
  void itIsThePortThatThePodSays() {
    assertThat(OperatorPod.among(List.of(pod("a").build())))
        .hasValueSatisfying(found -> assertThat(found.port()).isEqualTo(9443));
  }

  @Test
  void aPodThatTellsNoPortsHasTheUsualOne() {
    Pod plain =
        pod("a").editSpec().editFirstContainer().withPorts().endContainer().endSpec().build();

    assertThat(OperatorPod.among(List.of(plain)))
        .hasValueSatisfying(found -> assertThat(found.port()).isEqualTo(8443));
  }

  @Test
  void anotherNameOfTheChartIsNoHindrance() {
    Pod renamed = pod("a").editMetadata().addToLabels(NAME, "secrets").endMetadata().build();

    assertThat(OperatorPod.among(List.of(renamed))).isPresent();
  }

  @Test
  void theOperatorOfSomebodyElseIsNotOurs() {
    Pod other =
        pod("a")
            .editMetadata()
            .addToLabels(NAME, "postgres-operator")
            .endMetadata()
            .editSpec()
            .editFirstContainer()
            .withEnv()
            .endContainer()
            .endSpec()
            .build();

    assertThat(OperatorPod.among(List.of(other))).isEmpty();
  }

  @Test
  void onlyOneThatIsReadyAndStays() {
    Pod ends =
        pod("a").editMetadata().withDeletionTimestamp("2026-11-28T17:00:00Z").endMetadata().build();
    Pod starts = pod("b").editStatus().withConditions(List.of()).endStatus().build();

    assertThat(OperatorPod.among(List.of(pod("d").build(), pod("c").build(), ends, starts)))
        .hasValueSatisfying(
            found -> assertThat(found.pod().getMetadata().getName()).isEqualTo("c"));
    assertThat(OperatorPod.among(List.of(ends, starts))).isEmpty();
  }
}
