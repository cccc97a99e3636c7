package bot.orient.secrets.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.testing.ControlPlane;
import bot.orient.secrets.testing.ControlPlaneExtension;
import bot.orient.secrets.testing.FakeKubelet;
import bot.orient.secrets.testing.InProcessOperator;
import bot.orient.secrets.testing.PostgresServer;
import bot.orient.secrets.testing.TestNamespace;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ControlPlaneExtension.class)
class RotationIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void rotationRestartsExactlyTheUsersOfTheKey(
      ControlPlane controlPlane, KubernetesClient client, TestNamespace namespace) {
    try (InProcessOperator operator =
            InProcessOperator.start(controlPlane, PostgresServer.shared().createDatabase());
        FakeKubelet kubelet = FakeKubelet.start(client, namespace.name())) {
      operator.put(namespace.name(), "OPENAI_API_KEY", "one");
      operator.put(namespace.name(), "GITHUB_TOKEN", "two");
      controlPlane
          .kubectl()
          .apply(
              """
              apiVersion: secrets.orient.bot/v1
              kind: OrientSecret
              metadata: {name: app, namespace: %1$s}
              spec:
                keys:
                - key: OPENAI_API_KEY
                - key: GITHUB_TOKEN
              ---
              apiVersion: apps/v1
              kind: Deployment
              metadata: {name: chat, namespace: %1$s}
              spec:
                replicas: 2
                selector: {matchLabels: {app: chat}}
                template:
                  metadata: {labels: {app: chat}}
                  spec:
                    containers:
                    - name: main
                      image: example.test/chat:1
                      env:
                      - name: KEY
                        valueFrom: {secretKeyRef: {name: app, key: OPENAI_API_KEY}}
              ---
              apiVersion: apps/v1
              kind: Deployment
              metadata: {name: code, namespace: %1$s}
              spec:
                selector: {matchLabels: {app: code}}
                template:
                  metadata: {labels: {app: code}}
                  spec:
                    containers:
                    - name: main
                      image: example.test/code:1
                      env:
                      - name: KEY
                        valueFrom: {secretKeyRef: {name: app, key: GITHUB_TOKEN}}
              """
                  .formatted(namespace.name()))
          .orThrow();
      awaitReplicaSets(client, namespace, 2);
      await().atMost(PATIENCE).until(() -> baseline(client, namespace, "chat") != null);

      operator.put(namespace.name(), "OPENAI_API_KEY", "three");

      awaitReplicaSets(client, namespace, 3);
      assertThat(replicaSets(client, namespace, "chat")).hasSize(2);
      assertThat(replicaSets(client, namespace, "code")).hasSize(1);
    }
  }

  private static void awaitReplicaSets(
      KubernetesClient client, TestNamespace namespace, int count) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                client.apps().replicaSets().inNamespace(namespace.name()).list().getItems().size()
                    == count);
  }

  private static List<ReplicaSet> replicaSets(
      KubernetesClient client, TestNamespace namespace, String app) {
    return client
        .apps()
        .replicaSets()
        .inNamespace(namespace.name())
        .withLabel("app", app)
        .list()
        .getItems();
  }

  private static String baseline(
      KubernetesClient client, TestNamespace namespace, String deployment) {
    return client
        .apps()
        .deployments()
        .inNamespace(namespace.name())
        .withName(deployment)
        .get()
        .getMetadata()
        .getAnnotations()
        .get(Markers.BASELINE);
  }
}
