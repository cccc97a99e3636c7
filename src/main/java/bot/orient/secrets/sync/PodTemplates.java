package bot.orient.secrets.sync;

import bot.orient.secrets.argo.Rollout;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Optional;

/** The pod template of each kind of workload. */
public final class PodTemplates {

  private PodTemplates() {}

  /**
   * Empty for a Rollout that takes its template from another workload.
   *
   * @throws IllegalArgumentException for any other kind than the four
   */
  public static Optional<PodTemplateSpec> of(HasMetadata workload) {
    if (workload instanceof Deployment deployment) {
      return Optional.ofNullable(deployment.getSpec()).map(spec -> spec.getTemplate());
    }
    if (workload instanceof StatefulSet statefulSet) {
      return Optional.ofNullable(statefulSet.getSpec()).map(spec -> spec.getTemplate());
    }
    if (workload instanceof DaemonSet daemonSet) {
      return Optional.ofNullable(daemonSet.getSpec()).map(spec -> spec.getTemplate());
    }
    if (workload instanceof Rollout rollout) {
      return Optional.ofNullable(rollout.getSpec()).map(spec -> spec.template());
    }
    throw new IllegalArgumentException("no workload: " + workload.getKind());
  }
}
