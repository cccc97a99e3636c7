package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.Baseline;
import bot.orient.secrets.sync.Markers;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Optional;

/**
 * Writes our two annotations of a workload, together and in one server-side apply: the baseline on
 * the workload itself and the hash on its pod template.
 *
 * <p>The hash must go along even when only the baseline changes, because an apply removes what it
 * does not name, and that would restart the workload. The resource version makes the API server
 * refuse an apply that was computed from an older state.
 */
final class WorkloadRestarter {

  private final KubernetesClient client;

  WorkloadRestarter(KubernetesClient client) {
    this.client = client;
  }

  /** Changing the hash is what restarts the workload; giving the one it has leaves it running. */
  void apply(Deployment deployment, Baseline baseline, Optional<String> restartHash) {
    DeploymentBuilder body =
        new DeploymentBuilder()
            .withNewMetadata()
            .withNamespace(deployment.getMetadata().getNamespace())
            .withName(deployment.getMetadata().getName())
            .withResourceVersion(deployment.getMetadata().getResourceVersion())
            .withAnnotations(
                baseline.fingerprints().isEmpty()
                    ? null
                    : Map.of(Markers.BASELINE, baseline.toAnnotation()))
            .endMetadata();
    restartHash.ifPresent(
        hash ->
            body.withNewSpec()
                .withNewTemplate()
                .withNewMetadata()
                .withAnnotations(Map.of(Markers.RESTART_HASH, hash))
                .endMetadata()
                .endTemplate()
                .endSpec());
    client.resource(body.build()).patch(ServerSideApply.OURS);
  }
}
