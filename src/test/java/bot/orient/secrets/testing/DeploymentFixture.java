package bot.orient.secrets.testing;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.util.Map;

/** Deployments for the harness's own tests. */
final class DeploymentFixture {
  private DeploymentFixture() {}

  static Deployment withReplicas(String namespace, String name, int replicas) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withNewSelector()
        .withMatchLabels(Map.of("app", name))
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(Map.of("app", name))
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("main")
        .withImage("example.test/app:1")
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  static boolean isRolledOut(Deployment deployment) {
    DeploymentStatus status = deployment.getStatus();
    Integer wanted = deployment.getSpec().getReplicas();
    return status != null
        && deployment.getMetadata().getGeneration().equals(status.getObservedGeneration())
        && wanted.equals(status.getUpdatedReplicas())
        && wanted.equals(status.getReplicas())
        && wanted.equals(status.getAvailableReplicas());
  }
}
