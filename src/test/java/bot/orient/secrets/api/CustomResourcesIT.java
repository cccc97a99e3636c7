package bot.orient.secrets.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(ControlPlaneExtension.class)
class CustomResourcesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String TIME = "2026-11-23T00:00:00Z";

  @ParameterizedTest
  @EnumSource
  void theServerHasNothingToSayAgainstTheSchema(CommittedCrd crd, KubernetesClient client) {
    String name = crd.document().at("/metadata/name").asText();
    assertThat(
            client
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(name)
                .get()
                .getStatus()
                .getConditions())
        .extracting(condition -> condition.getType() + "=" + condition.getStatus())
        .containsExactlyInAnyOrder("NamesAccepted=True", "Established=True");
  }

  @Test
  void explainReadsLikeDocumentation(ControlPlane controlPlane) {
    // The server publishes a new schema some time after it serves the resource.
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(explain(controlPlane, "orientsecret"))
                  .contains("Keys of Orient's encrypted store");
              assertThat(explain(controlPlane, "orientsecret.spec.keys"))
                  .contains("The keys to project, 1 to 256", "secretKeyRef", "Imports the value");
              assertThat(explain(controlPlane, "providerdefaults.spec.useCases"))
                  .contains("transcription", "provider", "model");
            });
  }

  @Test
  void statusIsAppliedAndShownInColumns(
      ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {
    OrientSecret secret = new OrientSecret();
    secret.getMetadata().setName("app");
    secret.getMetadata().setNamespace(namespace.name());
    KeySpec key =
        new KeySpec("OPENAI_API_KEY", null, null, null, null, null, null, null, null, null, null);
    secret.setSpec(new OrientSecretSpec(null, null, List.of(key), null, null));
    client.resource(secret).create();

    secret.setStatus(status());
    client.resource(secret).patchStatus();

    assertThat(client.resource(secret).get().getStatus()).isEqualTo(status());
    List<String> table =
        controlPlane
            .kubectl()
            .run("get", "osec", "-n", namespace.name(), "-o", "wide")
            .orThrow()
            .lines()
            .toList();
    assertThat(table.get(0).split(" {2,}"))
        .containsExactly("NAME", "READY", "STATUS", "KEYS", "RESTARTS", "TARGET", "AGE", "MESSAGE");
    assertThat(table.get(1).split(" {2,}"))
        .startsWith("app", "True", "Synced", "1/1", "2/2 done", "app-secrets")
        .endsWith("All is well.");
  }

  private static String explain(ControlPlane controlPlane, String field) {
    return controlPlane.kubectl().run("explain", field).stdout();
  }

  private static OrientSecretStatus status() {
    Condition ready =
        new ConditionBuilder()
            .withType("Ready")
            .withStatus("True")
            .withReason("Synced")
            .withMessage("All is well.")
            .withObservedGeneration(1L)
            .withLastTransitionTime(TIME)
            .build();
    return new OrientSecretStatus(
        1L,
        List.of(ready),
        List.of(
            new KeyStatus("OPENAI_API_KEY", ValueSource.STORE, 1L, RestartRule.ALWAYS, TIME, null)),
        List.of(
            new WorkloadStatus("Deployment", "web", WorkloadState.UP_TO_DATE, null, null),
            new WorkloadStatus(
                "Deployment", "worker", WorkloadState.ROLLING_OUT, "1/2", "1 of 2 pods updated")),
        "app-secrets",
        "1/1",
        "2/2 done",
        TIME,
        "please",
        null);
  }
}
