package bot.orient.secrets.sync;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Builds Deployments for tests; as it starts, its rollout of two pods is complete. */
final class DeploymentDraft {

  private final Map<String, String> annotations = new HashMap<>();
  private final Map<String, String> templateAnnotations = new HashMap<>();
  private final ContainerBuilder container = new ContainerBuilder().withName("app");
  private DeploymentBuilder deployment =
      new DeploymentBuilder()
          .withNewMetadata()
          .withNamespace("team")
          .withName("web")
          .withGeneration(4L)
          .endMetadata()
          .withNewSpec()
          .withReplicas(2)
          .endSpec()
          .withNewStatus()
          .withObservedGeneration(4L)
          .endStatus();

  static DeploymentDraft deployment() {
    return new DeploymentDraft().pods(2, 2, 2);
  }

  DeploymentDraft variable(String secretName, String dataKey) {
    container
        .addNewEnv()
        .withName(dataKey)
        .withNewValueFrom()
        .withNewSecretKeyRef(dataKey, secretName, null)
        .endValueFrom()
        .endEnv();
    return this;
  }

  DeploymentDraft annotated(String name, String value) {
    annotations.put(name, value);
    return this;
  }

  DeploymentDraft templateAnnotated(String name, String value) {
    templateAnnotations.put(name, value);
    return this;
  }

  DeploymentDraft labelled(String name, String value) {
    return edit(builder -> builder.editMetadata().addToLabels(name, value).endMetadata());
  }

  DeploymentDraft wanted(Integer replicas) {
    return edit(builder -> builder.editSpec().withReplicas(replicas).endSpec());
  }

  DeploymentDraft observedGeneration(Long generation) {
    return edit(builder -> builder.editStatus().withObservedGeneration(generation).endStatus());
  }

  /** Zero counts are left out, as the API server does. */
  DeploymentDraft pods(int all, int updated, int available) {
    return edit(
        builder ->
            builder
                .editStatus()
                .withReplicas(orAbsent(all))
                .withUpdatedReplicas(orAbsent(updated))
                .withAvailableReplicas(orAbsent(available))
                .endStatus());
  }

  DeploymentDraft progressing(String status, String reason, String message) {
    return condition("Progressing", status, reason, message);
  }

  DeploymentDraft available(String status) {
    return condition("Available", status, "MinimumReplicas", "as its strategy demands");
  }

  private DeploymentDraft condition(String type, String status, String reason, String message) {
    return edit(
        builder ->
            builder
                .editStatus()
                .addNewCondition()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .endCondition()
                .endStatus());
  }

  DeploymentDraft strategy(String type) {
    return edit(
        builder -> builder.editSpec().withNewStrategy().withType(type).endStrategy().endSpec());
  }

  Deployment build() {
    return deployment
        .editMetadata()
        .withAnnotations(annotations)
        .endMetadata()
        .editSpec()
        .withNewTemplate()
        .withNewMetadata()
        .withAnnotations(templateAnnotations)
        .endMetadata()
        .withNewSpec()
        .withContainers(container.build())
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private DeploymentDraft edit(UnaryOperator<DeploymentBuilder> change) {
    deployment = change.apply(deployment);
    return this;
  }

  private static Integer orAbsent(int count) {
    return count == 0 ? null : count;
  }
}
