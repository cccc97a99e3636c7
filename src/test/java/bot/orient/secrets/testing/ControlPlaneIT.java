package bot.orient.secrets.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(ControlPlaneExtension.class)
class ControlPlaneIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** With a CEL rule: servers too old for CEL must take it all the same. */
  private static final String OWNER_CRD =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata:
        name: owners.harness.test
      spec:
        group: harness.test
        scope: Namespaced
        names: {kind: Owner, plural: owners, singular: owner}
        versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
              properties:
                spec:
                  type: object
                  properties:
                    size: {type: integer}
                  x-kubernetes-validations:
                  - rule: "!has(self.size) || self.size > 0"
      """;

  @Test
  void deploymentGetsReplicaSetAndPods(KubernetesClient client, TestNamespace namespace) {
    client.resource(DeploymentFixture.withReplicas(namespace.name(), "web", 2)).create();

    await().atMost(PATIENCE).until(() -> pods(client, namespace).size() == 2);
    assertThat(replicaSets(client, namespace)).hasSize(1);
    assertThat(pods(client, namespace))
        .allSatisfy(pod -> assertThat(pod.getStatus().getPhase()).isEqualTo("Pending"));
  }

  @Test
  void rolloutFinishesOnceAKubeletReportsPods(KubernetesClient client, TestNamespace namespace) {
    client.resource(DeploymentFixture.withReplicas(namespace.name(), "web", 2)).create();

    FakeKubelet kubelet = FakeKubelet.start(client, namespace.name());
    try (kubelet) {
      awaitRollout(client, namespace);
      client.apps().deployments().inNamespace(namespace.name()).withName("web").edit(this::restart);
      awaitRollout(client, namespace);
    }

    assertThat(replicaSets(client, namespace))
        .extracting(set -> set.getSpec().getReplicas())
        .containsExactlyInAnyOrder(0, 2);
  }

  @Test
  void crashingPodsHoldTheRolloutUntilTheyHeal(KubernetesClient client, TestNamespace namespace) {
    try (FakeKubelet kubelet = FakeKubelet.start(client, namespace.name())) {
      kubelet.crash(FakeKubelet.labelled("app", "web"));
      client.resource(DeploymentFixture.withReplicas(namespace.name(), "web", 1)).create();
      client.resource(DeploymentFixture.withReplicas(namespace.name(), "other", 1)).create();

      await()
          .atMost(PATIENCE)
          .until(() -> DeploymentFixture.isRolledOut(deployment(client, namespace, "other")));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(pods(client, namespace))
                      .filteredOn(FakeKubelet.labelled("app", "web"))
                      .flatExtracting(pod -> pod.getStatus().getContainerStatuses())
                      .extracting(status -> status.getState().getWaiting().getReason())
                      .containsExactly("CrashLoopBackOff"));
      assertThat(DeploymentFixture.isRolledOut(deployment(client, namespace, "web"))).isFalse();

      kubelet.heal();
      awaitRollout(client, namespace);
    }
  }

  @Test
  void podsOnANodeVanishWhenDeleted(KubernetesClient client, TestNamespace namespace) {
    FakeKubelet kubelet = FakeKubelet.start(client, namespace.name());
    try (kubelet) {
      client.resource(DeploymentFixture.withReplicas(namespace.name(), "web", 1)).create();
      awaitRollout(client, namespace);
      Deployment onNode =
          client
              .apps()
              .deployments()
              .inNamespace(namespace.name())
              .withName("web")
              .edit(
                  deployment -> {
                    deployment.getSpec().getTemplate().getSpec().setNodeName("node-1");
                    return deployment;
                  });
      assertThat(onNode.getSpec().getTemplate().getSpec().getNodeName()).isEqualTo("node-1");
      awaitRollout(client, namespace);

      client.apps().deployments().inNamespace(namespace.name()).withName("web").delete();

      await().atMost(PATIENCE).until(() -> pods(client, namespace).isEmpty());
    }
  }

  @Test
  void garbageCollectorKnowsInstalledKindsAtOnce(
      ControlPlane controlPlane, TestNamespace namespace, @TempDir Path crds) throws Exception {
    Files.writeString(crds.resolve("owners.yaml"), OWNER_CRD);
    controlPlane.installCrds(crds);
    Kubectl kubectl = controlPlane.kubectl();
    kubectl.apply(owner(namespace)).orThrow();
    String uid =
        kubectl
            .run("get", "owner", "parent", "-n", namespace.name(), "-o", "jsonpath={.metadata.uid}")
            .orThrow();
    kubectl.apply(ownedConfigMap(namespace, uid)).orThrow();

    kubectl.run("delete", "owner", "parent", "-n", namespace.name()).orThrow();

    await()
        .atMost(PATIENCE)
        .until(() -> kubectl.run("get", "configmap", "child", "-n", namespace.name()).exit() != 0);
  }

  @Test
  void usersMayOnlyDoWhatRolesAllow(ControlPlane controlPlane, TestNamespace namespace) {
    try (KubernetesClient alice = controlPlane.clientAs("alice")) {
      assertThatThrownBy(() -> alice.secrets().inNamespace(namespace.name()).list())
          .isInstanceOfSatisfying(
              KubernetesClientException.class,
              refusal -> assertThat(refusal.getCode()).isEqualTo(403));
    }
    assertThatThrownBy(() -> controlPlane.configFor("mallory"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mallory")
        .hasMessageContaining("alice");
  }

  @Test
  void kubeconfigIsForItsOwnerOnlyAndServesKubectl(
      ControlPlane controlPlane, TestNamespace namespace) throws Exception {
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(controlPlane.kubeconfig())))
        .isEqualTo("rw-------");

    Kubectl kubectl = controlPlane.kubectl();
    kubectl
        .apply(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: from-kubectl, namespace: %s}
            """
                .formatted(namespace))
        .orThrow();
    assertThat(kubectl.run("get", "configmap", "-n", namespace.name(), "-o", "name").orThrow())
        .contains("configmap/from-kubectl");
    assertThat(kubectl.run("get", "configmap", "absent", "-n", namespace.name()).exit())
        .isNotZero();
  }

  @Test
  void outageOfTheApiServerKeepsPortAndData(@TempDir Path directory) {
    ControlPlaneBinaries binaries = ControlPlaneBinaries.find(System.err::println);
    try (ControlPlane controlPlane = ControlPlane.start(binaries, directory.resolve("own"));
        KubernetesClient client = controlPlane.client()) {
      client
          .resource(
              new ConfigMapBuilder()
                  .withNewMetadata()
                  .withNamespace("default")
                  .withName("kept")
                  .endMetadata()
                  .addToData(Map.of("answer", "42"))
                  .build())
          .create();

      controlPlane.stopApiServer();
      assertThat(controlPlane.kubectl().run("get", "namespaces").exit()).isNotZero();
      controlPlane.startApiServer();

      assertThat(client.configMaps().inNamespace("default").withName("kept").get().getData())
          .containsEntry("answer", "42");
    }
  }

  @Test
  void failedStartShowsTheLogOfTheServerThatFailed(@TempDir Path directory) throws Exception {
    ControlPlaneBinaries binaries = ControlPlaneBinaries.find(System.err::println);
    ControlPlaneBinaries brokenApiServer =
        new ControlPlaneBinaries(
            binaries.version(),
            binaries.etcd(),
            FakeProgram.write(directory, "kube-apiserver", "echo out of luck; exit 3"),
            binaries.kubeControllerManager());

    assertThatThrownBy(() -> ControlPlane.start(brokenApiServer, directory.resolve("broken")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("kube-apiserver ended with exit code 3")
        .hasMessageContaining("out of luck");
  }

  private static String owner(TestNamespace namespace) {
    return """
        apiVersion: harness.test/v1
        kind: Owner
        metadata: {name: parent, namespace: %s}
        """
        .formatted(namespace);
  }

  private static String ownedConfigMap(TestNamespace namespace, String ownerUid) {
    return """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: child
          namespace: %s
          ownerReferences:
          - {apiVersion: harness.test/v1, kind: Owner, name: parent, uid: %s}
        """
        .formatted(namespace, ownerUid);
  }

  private Deployment restart(Deployment deployment) {
    deployment.getSpec().getTemplate().getMetadata().setAnnotations(Map.of("restarted", "once"));
    return deployment;
  }

  private static void awaitRollout(KubernetesClient client, TestNamespace namespace) {
    await()
        .atMost(PATIENCE)
        .until(() -> DeploymentFixture.isRolledOut(deployment(client, namespace, "web")));
  }

  private static Deployment deployment(
      KubernetesClient client, TestNamespace namespace, String name) {
    return client.apps().deployments().inNamespace(namespace.name()).withName(name).get();
  }

  private static List<ReplicaSet> replicaSets(KubernetesClient client, TestNamespace namespace) {
    return client.apps().replicaSets().inNamespace(namespace.name()).list().getItems();
  }

  private static List<Pod> pods(KubernetesClient client, TestNamespace namespace) {
    return client.pods().inNamespace(namespace.name()).list().getItems();
  }
}
