package bot.orient.secrets.kubernetes;

import bot.orient.secrets.api.WorkloadStatus;
import bot.orient.secrets.sync.Consumption;
import bot.orient.secrets.sync.Owner;
import bot.orient.secrets.sync.ProjectedSecret;
import bot.orient.secrets.sync.SecretUse;
import bot.orient.secrets.sync.Target;
import bot.orient.secrets.sync.WorkloadAssessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.IndexedResourceCache;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which workloads use which Secrets, from the cache of the workload controller. */
final class Dependents {

  private static final String BY_SECRET = "by-secret";

  private volatile IndexedResourceCache<Deployment> deployments;

  /** Called once, before the cache fills. */
  void attach(EventSourceContext<Deployment> context) {
    context.getPrimaryCache().addIndexers(Map.of(BY_SECRET, Dependents::secretsOf));
    deployments = context.getPrimaryCache();
  }

  private static List<String> secretsOf(Deployment deployment) {
    String namespace = deployment.getMetadata().getNamespace();
    return Consumption.of(deployment.getSpec().getTemplate().getSpec()).stream()
        .map(SecretUse::secretName)
        .distinct()
        .map(name -> namespace + "/" + name)
        .toList();
  }

  Set<ResourceID> usersOf(ResourceID secret) {
    return usersOf(secret.getNamespace().orElseThrow(), secret.getName()).stream()
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }

  private List<Deployment> usersOf(String namespace, String secret) {
    return deployments.byIndex(BY_SECRET, namespace + "/" + secret);
  }

  /**
   * How far each user of a resource's target Secret is, by name; none while the Secret is not
   * there.
   */
  <P extends HasMetadata> List<WorkloadStatus> of(
      TargetSecrets<P> targets, P resource, Target target) {
    String namespace = resource.getMetadata().getNamespace();
    return targets
        .cached(namespace, target.name())
        .filter(secret -> Owner.of(resource).marks(secret))
        .flatMap(ProjectedSecret::of)
        .map(secret -> statuses(namespace, secret))
        .orElse(List.of());
  }

  private List<WorkloadStatus> statuses(String namespace, ProjectedSecret secret) {
    return usersOf(namespace, secret.name()).stream()
        .sorted(Comparator.comparing(deployment -> deployment.getMetadata().getName()))
        .map(deployment -> status(deployment, secret))
        .toList();
  }

  WorkloadStatus status(Deployment deployment, ProjectedSecret secret) {
    return WorkloadAssessor.assess(deployment, secret.name(), secret);
  }
}
