package bot.orient.secrets.kubernetes;

import bot.orient.secrets.sync.Markers;
import bot.orient.secrets.sync.ProjectedSecret;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What the projected Secrets say of their keys, from a cache of their own. */
final class ProjectedSecrets {

  private final InformerEventSource<Secret, Deployment> informer;

  /**
   * @param users the workloads that use a Secret
   */
  ProjectedSecrets(
      EventSourceContext<Deployment> context, Function<ResourceID, Set<ResourceID>> users) {
    this.informer =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(Secret.class, Deployment.class)
                .withName("projected-secrets")
                .withLabelSelector(Markers.PROJECTED_FOR)
                .withSecondaryToPrimaryMapper(
                    secret -> users.apply(ResourceID.fromResource(secret)))
                .withPrimaryToSecondaryMapper((Deployment deployment) -> Set.<ResourceID>of())
                .build(),
            context);
  }

  InformerEventSource<Secret, Deployment> eventSource() {
    return informer;
  }

  Optional<ProjectedSecret> find(String namespace, String name) {
    return informer.get(new ResourceID(name, namespace)).flatMap(ProjectedSecret::of);
  }

  /** The resource a Secret is projected for, as {@code Kind/name}. */
  Optional<String> owner(String namespace, String name) {
    return informer
        .get(new ResourceID(name, namespace))
        .map(secret -> secret.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(Markers.OWNER));
  }
}
